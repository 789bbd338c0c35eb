public import Compute
public import Networks
import RandomStreams
public import VideoData

/// Trains a network from scratch on labelled frames: batch normalisation in training mode, class-weighted
/// cross-entropy, data parallel over groups of samples.
///
/// Each group runs on a plan of its own with one thread; gradients and batch statistics are combined in the order of
/// the groups, so that the result does not depend on the number of workers.
public final class TeachingRun {
    public let network: Network
    public let configuration: TeachingConfiguration
    public let classWeights: [Float]
    public let store: ParameterStore
    public let optimizer: any Optimizer
    private let sources: [any FrameSource]
    private let normalization: Normalization
    private let loss: CrossEntropy
    private let schedule: LearningRateSchedule
    private let plans: [Plan]
    private let pool: WorkerPool
    private let combined: [FloatBuffer]

    /// - Parameters:
    ///   - network: with batch normalisation, not folded; one output, the class scores.
    ///   - sources: labelled, all of the network's input size.
    public init(
        _ network: Network, parameters: Parameters, sources: [any FrameSource], configuration: TeachingConfiguration,
        normalization: Normalization = .imageNet, workers: Int
    ) throws {
        precondition(!sources.isEmpty, "nothing to train on")
        self.network = network
        self.configuration = configuration
        self.sources = sources
        self.normalization = normalization
        let classes = try network.inferShapes().of(network.outputs[0]).channels
        pool = WorkerPool(count: workers)
        classWeights = try Self.frequencies(sources, classes, configuration, pool).lossWeights
        loss = CrossEntropy(classWeights: classWeights)
        store = ParameterStore(parameters)
        let options = PlanOptions(
            batch: configuration.samplesPerGroup, threads: 1, batchNorm: .batch, differentiate: .parameters)
        plans = try (0..<configuration.groups).map { [store] _ in
            try Plan(network, parameters: store, options: options)
        }
        let names = plans[0].differentiatedParameters
        switch configuration.optimizer {
        case .adam: optimizer = Adam(store, names, weightDecay: Float(configuration.weightDecay))
        case .sgd:
            optimizer = StochasticGradientDescent(store, names, weightDecay: Float(configuration.weightDecay))
        }
        combined = names.map { [store] in FloatBuffer(count: store.buffer($0).count) }
        schedule = LearningRateSchedule(
            peak: configuration.learningRate, warmup: configuration.warmup, steps: configuration.steps)
    }

    /// Steps done so far.
    public var step: Int { optimizer.step }

    /// One optimiser step.
    ///
    /// - Returns: the mean loss over the batch.
    public func advance() throws -> Double {
        let step = optimizer.step
        let run = Unchecked(self)
        let losses = LossSlots(count: configuration.groups)
        try pool.run(configuration.groups) { group in
            try losses.set(group, run.value.runGroup(group, step: step))
        }
        let rate = schedule.rate(step)
        optimizer.advance()
        try pool.run(optimizer.names.count) { index in run.value.updateParameter(index, rate) }
        updateRunningStatistics()
        return losses.mean
    }

    private func runGroup(_ group: Int, step: Int) throws -> Double {
        let plan = plans[group]
        let count = configuration.samplesPerGroup
        var labels: [LabelMap] = []
        for sample in 0..<count {
            var stream = RandomStream(
                seed: configuration.seed, stream: "teach.sample.\(step).\(group).\(sample)")
            let source = sources[stream.integer(below: sources.count)]
            let index = stream.integer(below: source.frameCount ?? configuration.endlessFrames)
            let frame = try source.labelledFrame(at: index)
            let drawn = configuration.augmentation.draw(&stream)
            normalization.write(drawn.apply(to: frame.image), to: plan.tensor("frame"), sample: sample)
            let frameLabels =
                frame.labels
                ?? LabelMap(
                    width: frame.image.width, height: frame.image.height,
                    ids: [UInt8](repeating: LabelMap.void, count: frame.image.width * frame.image.height))
            labels.append(drawn.apply(to: frameLabels))
        }
        try plan.forward()
        let output = network.outputs[0]
        var total = 0.0
        let scale = 1 / Float(count * configuration.groups)
        for sample in 0..<count {
            total += loss.evaluate(
                scores: plan.tensor(output), sample: sample, labels: labels[sample], gradient: plan.gradient(output),
                scale: scale)
        }
        try plan.backward()
        return total / Double(count)
    }

    private func updateParameter(_ index: Int, _ rate: Float) {
        let name = optimizer.names[index]
        combined[index].withUnsafeMutableBufferPointer { sum in
            for (group, plan) in plans.enumerated() {
                plan.parameterGradient(name).withUnsafeBufferPointer { gradient in
                    if group == 0 {
                        _ = sum.update(from: gradient)
                    } else {
                        for i in 0..<sum.count { sum[i] += gradient[i] }
                    }
                }
            }
            optimizer.update(index, gradient: sum.baseAddress!, learningRate: rate)
        }
    }

    /// `running ← (1 − momentum) running + momentum · mean over groups`, variances unbiased.
    private func updateRunningStatistics() {
        let statistics = plans.map(\.batchStatistics)
        for (index, first) in statistics[0].enumerated() {
            guard case .batchNorm(let norm)? = network.nodes.first(where: { $0.name == first.node })?.operation else {
                continue
            }
            let momentum = Float(norm.momentum)
            let unbias = Float(first.population) / Float(max(1, first.population - 1))
            let groups = Float(plans.count)
            blend("running_mean", momentum, 1 / groups, statistics.map { $0[index].mean }, first.node)
            blend("running_var", momentum, unbias / groups, statistics.map { $0[index].variance }, first.node)
        }
    }

    private func blend(_ role: String, _ momentum: Float, _ factor: Float, _ values: [FloatBuffer], _ node: String) {
        let name = "\(node).\(role)"
        store.buffer(name).withUnsafeMutableBufferPointer { running in
            for c in 0..<running.count {
                var sum: Float = 0
                for value in values { sum += value.withUnsafeBufferPointer { $0[c] } }
                running[c] += momentum * (sum * factor - running[c])
            }
        }
        store.touch(name)
    }

    private static func frequencies(
        _ sources: [any FrameSource], _ classes: Int, _ configuration: TeachingConfiguration, _ pool: WorkerPool
    ) throws -> ClassFrequencies {
        var stream = RandomStream(seed: configuration.seed, stream: "teach.frequencies")
        let picks = (0..<64).map { _ in
            let source = stream.integer(below: sources.count)
            return (source, stream.integer(below: sources[source].frameCount ?? configuration.endlessFrames))
        }
        var result = ClassFrequencies(classCount: classes)
        for (source, index) in picks {
            if let labels = try sources[source].labels(at: index) { result.add(labels) }
        }
        return result
    }
}

/// Losses by group, written from several workers, each to its own slot.
private final class LossSlots: @unchecked Sendable {
    private let values: FloatBuffer

    init(count: Int) { values = FloatBuffer(count: count) }

    func set(_ index: Int, _ value: Double) {
        values.withUnsafeMutableBufferPointer { $0[index] = Float(value) }
    }

    var mean: Double { values.withUnsafeBufferPointer { $0.reduce(0.0) { $0 + Double($1) } / Double($0.count) } }
}

/// Carries a reference into workers that each touch a part of their own.
struct Unchecked<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
