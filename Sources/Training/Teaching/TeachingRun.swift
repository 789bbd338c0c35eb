public import Compute
public import Networks
import RandomStreams
public import VideoData

/// Trains a network from scratch on labelled frames: batch normalisation in training mode, class-weighted
/// cross-entropy, data parallel over groups of samples.
///
/// Each group runs on a plan of its own with one thread; gradients and batch statistics are combined in the order of
/// the groups, so that the result does not depend on the number of workers.
///
/// Every draw comes from a stream named by its step: a run is its parameters, its optimiser's state and its step.
public final class TeachingRun {
    public let network: Network
    public let configuration: TeachingConfiguration
    public let classWeights: [Float]
    public let store: ParameterStore
    public let optimizer: any Optimizer
    let plans: [Plan]
    private let sources: [any FrameSource]
    private let normalization: Normalization
    private let loss: CrossEntropy
    private let schedule: LearningRateSchedule
    private let pool: WorkerPool
    /// The sum of the groups' gradients, one buffer a parameter.
    private let combined: [FloatBuffer]
    private let runningStatistics: RunningStatistics

    /// - Parameters:
    ///   - network: with batch normalisation, not folded; one input, the frame, and one output, the class scores.
    ///   - sources: labelled, all of the network's input size.
    /// - Throws: ``PlanError``, ``ShapeError`` or ``NetworkError``; what reading labels throws.
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
        classWeights = try ClassFrequencies(sampling: sources, classes: classes, configuration, pool: pool).lossWeights
        loss = CrossEntropy(classWeights: classWeights)
        store = ParameterStore(parameters)
        let options = PlanOptions(
            batch: configuration.samplesPerGroup, threads: 1, batchNorm: .batch, differentiate: .parameters)
        plans = try (0..<configuration.groups).map { [store] _ in
            try Plan(network, parameters: store, options: options)
        }
        let names = plans[0].differentiatedParameters
        let weightDecay = Float(configuration.weightDecay)
        switch configuration.optimizer {
        case .adam: optimizer = Adam(store, names, weightDecay: weightDecay)
        case .sgd: optimizer = StochasticGradientDescent(store, names, weightDecay: weightDecay)
        }
        combined = names.map { [store] in FloatBuffer(count: store.buffer($0).count) }
        schedule = LearningRateSchedule(
            peak: configuration.learningRate, warmup: configuration.warmup, steps: configuration.steps)
        runningStatistics = RunningStatistics(network)
    }

    /// Steps done so far.
    public var step: Int { optimizer.step }

    /// One optimiser step.
    ///
    /// - Returns: the mean loss over the batch.
    public func advance() throws -> Double {
        let step = optimizer.step
        let losses = GroupLosses(count: configuration.groups)
        // Workers touch what is theirs: first a group's plan, then a parameter and its optimiser state.
        nonisolated(unsafe) let run = self
        try pool.run(configuration.groups) { group in
            losses.set(group, try run.forwardAndBackward(group, step: step))
        }
        let rate = schedule.rate(step)
        optimizer.advance()
        try pool.run(optimizer.names.count) { run.updateParameter($0, rate) }
        runningStatistics.fold(plans.map(\.batchStatistics), into: store)
        return losses.mean
    }

    /// One group's samples through its plan and back.
    ///
    /// - Returns: the mean loss over the group.
    private func forwardAndBackward(_ group: Int, step: Int) throws -> Double {
        let plan = plans[group]
        let samples = configuration.samplesPerGroup
        let labels = try (0..<samples).map { sample in
            try drawSample("\(step).\(group).\(sample)", into: plan.tensor(network.inputs[0].name), sample)
        }
        try plan.forward()
        let output = network.outputs[0]
        var total = 0.0
        for (sample, labels) in labels.enumerated() {
            total += loss.evaluate(
                scores: plan.tensor(output), sample: sample, labels: labels, gradient: plan.gradient(output),
                scale: 1 / Float(samples * configuration.groups))
        }
        try plan.backward()
        return total / Double(samples)
    }

    /// Writes a random frame, randomly changed; gives its labels, changed alike.
    private func drawSample(_ name: String, into tensor: TensorBuffer, _ sample: Int) throws -> LabelMap {
        var stream = RandomStream(seed: configuration.seed, stream: "teach.sample.\(name)")
        let source = sources[stream.integer(below: sources.count)]
        let index = stream.integer(below: source.frameCount ?? configuration.endlessFrames)
        let (image, labels) = try source.labelledFrame(at: index)
        let drawn = configuration.augmentation.draw(&stream)
        normalization.write(drawn.apply(to: image), to: tensor, sample: sample)
        return labels.map(drawn.apply(to:)) ?? LabelMap(void: image.size)
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
}

extension LabelMap {
    /// A map without a label.
    fileprivate init(void size: FrameSize) {
        self.init(
            width: size.width, height: size.height, ids: [UInt8](repeating: LabelMap.void, count: size.pixels))
    }
}
