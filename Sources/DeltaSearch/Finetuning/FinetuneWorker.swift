import Compute
import Networks
import Training
import VideoData

/// Runs one clip: the teacher on its key frame and on each delta frame, the student on the latter, and back; through the
/// state into the key frame's network where that is tuned.
final class FinetuneWorker: @unchecked Sendable {
    private let teacher: TeacherModel
    private let networks: FinetuneNetworks
    private let key: Plan
    private let target: Plan
    private let delta: Plan
    private let divergence: UpsampledDivergence
    private let crossEntropy: CrossEntropy
    private let hardExamples = HardExamples()
    /// The gradient of the cross-entropy.
    private let taskGradient: TensorBuffer
    /// Sums over a clip's delta frames, by parameter.
    private let sums: [FloatBuffer]
    let parameters: [String]
    /// Parameters of the key frame's network that are tuned; none where it stays as it is.
    let keyParameters: [String]
    /// What is kept of a clip for the key frame's network; nil where it is not tuned.
    private let tuning: KeyTuning?

    /// - Parameters:
    ///   - keys: what the network of key frames reads.
    ///   - targets: what the original teacher reads; the same where nothing was tuned.
    ///   - students: what the student's network reads.
    ///   - keyWeight: κ; nil where the key frame's network is not tuned.
    ///   - pool: helps with the clip where it has nothing else to do.
    init(
        _ teacher: TeacherModel, _ networks: FinetuneNetworks, keys: ParameterStore, targets: ParameterStore,
        students: ParameterStore, keyWeight: Double? = nil, divergence: UpsampledDivergence, pool: WorkerPool
    ) throws {
        self.teacher = teacher
        self.networks = networks
        self.divergence = divergence
        crossEntropy = CrossEntropy(classWeights: [Float](repeating: 1, count: teacher.classes))
        key = try Plan(
            networks.key, parameters: keys,
            options: Self.options(pool: pool, differentiate: keyWeight == nil ? .none : .parameters))
        target = try Plan(networks.target, parameters: targets, options: Self.options(pool: pool))
        var bindings: [String: TensorBuffer] = [:]
        for name in networks.stateTensors { bindings[DeltaNetworks.stateInput(name)] = key.tensor(name) }
        delta = try Plan(
            networks.delta, parameters: students,
            options: Self.options(pool: pool, differentiate: networks.differentiation(tunesTeacher: keyWeight != nil)),
            bindings: bindings)
        keyParameters = key.differentiatedParameters
        parameters = delta.differentiatedParameters
        sums = parameters.map { FloatBuffer(count: students.buffer($0).count) }
        taskGradient = TensorBuffer(delta.tensor(DeltaNetworks.scores).shape)
        tuning = keyWeight.map { [key, target, delta] in
            KeyTuning(networks, key: key, target: target, delta: delta, weight: $0)
        }
    }

    /// As many whatever the number of workers: a gradient's bits depend on it.
    private static let pieces = 4

    /// How a step's plans are compiled.
    static func options(pool: WorkerPool?, differentiate: PlanOptions.Differentiation = .none) -> PlanOptions {
        PlanOptions(pool: pool, pieces: pieces, differentiate: differentiate)
    }

    /// Forward and backward through a clip's delta frames, and through its key frame where that network is tuned.
    /// ``gradient(_:)`` and ``keyGradient(_:)`` then have the sums of their gradients.
    ///
    /// - Returns: what each of the delta frames lost.
    func run(_ clip: FinetuneClip, distillation: Double, labelWeight: Double) throws -> [FinetuneLosses] {
        teacher.normalization.write(clip.key, to: key.tensor(teacher.frame))
        if let tuning {
            teacher.normalization.write(clip.key, to: target.tensor(teacher.frame))
            try target.forward()
            tuning.keepTargets()
        }
        try key.forward()
        var losses: [FinetuneLosses] = []
        for (index, frame) in clip.deltas.enumerated() {
            teacher.normalization.write(frame.image, to: target.tensor(teacher.frame))
            try target.forward()
            if delta.network.inputs.contains(where: { $0.name == teacher.frame }) {
                teacher.normalization.write(frame.image, to: delta.tensor(teacher.frame))
            }
            try delta.forward()
            losses.append(differentiateLoss(frame, distillation: distillation, labelWeight: labelWeight))
            try delta.backward()
            add(isFirst: index == 0)
            tuning?.add(isFirst: index == 0)
        }
        if let tuning {
            losses[0].key = tuning.differentiateLoss(
                frames: clip.deltas.count, divergence: divergence
            ) { scores, gradient in
                guard let labels = clip.keyLabels, labelWeight > 0 else { return }
                _ = crossEntropy.evaluate(
                    scores: scores, sample: 0, labels: hardExamples.select(scores: scores, labels: labels),
                    gradient: gradient, scale: Float(labelWeight))
            }
            try key.backward()
        }
        return losses
    }

    /// The sum of a parameter's gradients over the last clip's delta frames.
    func gradient(_ index: Int) -> FloatBuffer { sums[index] }

    /// The gradient of one of ``keyParameters``, of the last clip's loss on its key frame and delta frames.
    func keyGradient(_ index: Int) -> FloatBuffer { key.parameterGradient(keyParameters[index]) }

    /// Fills in the gradients of the student's outputs.
    private func differentiateLoss(
        _ frame: FinetuneClip.Delta, distillation: Double, labelWeight: Double
    ) -> FinetuneLosses {
        let scores = delta.tensor(DeltaNetworks.scores)
        let gradient = delta.gradient(DeltaNetworks.scores)
        var losses = FinetuneLosses()
        switch OutputLoss(teacher) {
        case .divergence:
            losses.divergence = divergence.evaluate(
                scores: scores, teacher: target.tensor(teacher.scores), gradient: gradient)
        case .errors:
            let loss = OutputLoss.errors
            losses.divergence = loss.evaluate(teacher, delta, target: loss.target(teacher, target))
        }
        if let labels = frame.labels, labelWeight > 0 {
            losses.labels = crossEntropy.evaluate(
                scores: scores, sample: 0, labels: hardExamples.select(scores: scores, labels: labels),
                gradient: taskGradient, scale: Float(labelWeight))
            Self.add(taskGradient, to: gradient)
        }
        let sites = networks.distilledSites
        guard !sites.isEmpty else { return losses }
        let weight = Float(distillation / Double(sites.count))
        let terms = sites.map { site in
            SiteDistillation.evaluate(
                key: tuning?.original(site) ?? key.tensor(site), now: target.tensor(site), student: delta.tensor(site),
                weight: weight,
                gradient: delta.gradient(site))
        }
        losses.distillation = terms.reduce(0, +) / Double(sites.count)
        return losses
    }

    private func add(isFirst: Bool) {
        for (name, sum) in zip(parameters, sums) {
            sum.withUnsafeMutableBufferPointer { sum in
                delta.parameterGradient(name).withUnsafeBufferPointer { gradient in
                    if isFirst {
                        _ = sum.update(from: gradient)
                    } else {
                        for i in 0..<sum.count { sum[i] += gradient[i] }
                    }
                }
            }
        }
    }

    private static func add(_ source: TensorBuffer, to target: TensorBuffer) {
        target.withUnsafeMutableBufferPointer { target in
            source.withUnsafeBufferPointer { source in
                for i in 0..<target.count { target[i] += source[i] }
            }
        }
    }
}
