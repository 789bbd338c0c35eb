import Compute
import NetworkReference
import Networks
import RandomStreams
import StudentSpace
import Testing
import Training
import VideoData

@testable import DeltaSearch

/// The whole loss of a clip, its value and the gradient of every weight, against double precision and differences.
@Suite struct FinetuneGradientTests {
    struct Example {
        let teacher: TeacherModel
        let networks: FinetuneNetworks
        let start: Parameters
        /// Of the network of key frames.
        let keyStart: Parameters
        let keyWeight: Double?
        let worker: FinetuneWorker
        let clip: FinetuneClip

        init(
            _ teacher: TeacherModel, _ choose: (Site) -> Candidate, labelled: Bool, distills: Bool,
            keyWeight: Double? = nil
        ) throws {
            self.teacher = teacher
            self.keyWeight = keyWeight
            // A teacher that has been tuned for a while.
            var moved = teacher.parameters
            var stream = RandomStream(seed: 6, stream: "moved")
            for name in moved.names where keyWeight != nil {
                var value = moved.value(name)
                value.values = value.values.map { $0 + 0.02 * Float(stream.normal()) }
                moved[name] = value
            }
            keyStart = moved
            let candidates = teacher.sites.map { ($0, [choose($0)]) }
            let student = RandomBank.make(candidates, seed: 3).student(candidates.map { _ in 0 })
            networks = try FinetuneNetworks(teacher, student, distills: distills)
            start = try student.parameters(teacher, for: networks.delta)
            worker = try FinetuneWorker(
                teacher, networks, keys: ParameterStore(keyStart), targets: ParameterStore(teacher.parameters),
                students: ParameterStore(start), keyWeight: keyWeight, divergence: UpsampledDivergence(factor: 1),
                pool: WorkerPool(count: 2))
            let source = MovingPattern(size: FrameSize(height: teacher.input.height, width: teacher.input.width))
            clip = FinetuneClip(
                key: try source.frame(at: 3), keyLabels: labelled ? try source.labels(at: 3) : nil,
                deltas: try [4, 6].map {
                    .init(image: try source.frame(at: $0), labels: labelled ? try source.labels(at: $0) : nil)
                })
        }

        /// The sum over the clip's delta frames, in double precision.
        func loss(
            _ parameters: ReferenceParameters, _ keyParameters: ReferenceParameters, distillation: Double,
            labelWeight: Double
        ) throws -> Double {
            let original = try teacher.reference(clip.key)
            let key = try ReferenceInterpreter(networks.key, parameters: keyParameters)
                .run([teacher.frame: clip.key.normalized])
            let interpreter = ReferenceInterpreter(networks.delta, parameters: parameters)
            var keyLoss = 0.0
            if let keyWeight {
                let scores = key[teacher.scores]!
                keyLoss = Reference.divergence(Reference.probabilities(original[teacher.scores]!), scores)
                if let labels = clip.keyLabels { keyLoss += labelWeight * labelLoss(scores, labels, frame: 0) }
                keyLoss *= keyWeight * Double(clip.deltas.count)
            }
            return try clip.deltas.enumerated().reduce(keyLoss) { sum, next in
                let (index, frame) = next
                let taught = try teacher.reference(frame.image)
                var inputs = [teacher.frame: frame.image.normalized]
                for name in networks.stateTensors { inputs[DeltaNetworks.stateInput(name)] = key[name]! }
                let tensors = try interpreter.run(inputs)
                let scores = tensors[DeltaNetworks.scores]!
                var loss = Reference.divergence(Reference.probabilities(taught[teacher.scores]!), scores)
                if let labels = frame.labels { loss += labelWeight * labelLoss(scores, labels, frame: 1 + index) }
                for site in networks.distilledSites {
                    let delta = zip(taught[site]!.values, original[site]!.values).map { $0 - $1 }
                    let error = zip(tensors[site]!.values, delta).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                    let energy = delta.reduce(1e-6 * Double(delta.count)) { $0 + $1 * $1 }
                    loss += distillation * error / energy / Double(networks.distilledSites.count)
                }
                return sum + loss
            }
        }

        /// The labels that count, frame by frame, once they have been asked for.
        private final class HardLabels {
            var frames: [Int: LabelMap] = [:]
        }

        private let hardLabels = HardLabels()

        /// Mean cross-entropy of the labelled pixels that count. Which do is decided on the scores as they are at first,
        /// and does not move with a weight.
        private func labelLoss(_ scores: ReferenceTensor, _ labels: LabelMap, frame: Int) -> Double {
            let floats = TensorBuffer(scores.shape)
            floats.assign(scores.values.map { Float($0) })
            let hard = hardLabels.frames[frame] ?? HardExamples().select(scores: floats, labels: labels)
            hardLabels.frames[frame] = hard
            let gradient = TensorBuffer(scores.shape)
            return CrossEntropy(classWeights: [Float](repeating: 1, count: teacher.classes))
                .evaluate(scores: floats, sample: 0, labels: hard, gradient: gradient, scale: 1)
        }
    }

    /// Checks the value, then some elements of every weight's gradient.
    private func check(
        _ example: Example, distillation: Double, labelWeight: Double = 0, step: Double, tolerance: Double
    ) throws {
        let losses = try example.worker.run(example.clip, distillation: distillation, labelWeight: labelWeight)
        let start = ReferenceParameters(example.start)
        let keyStart = ReferenceParameters(example.keyStart)
        func loss(_ parameters: ReferenceParameters, _ keyParameters: ReferenceParameters) throws -> Double {
            try example.loss(parameters, keyParameters, distillation: distillation, labelWeight: labelWeight)
        }
        let expected = try loss(start, keyStart)
        let value = losses.reduce(0) {
            $0 + $1.divergence + distillation * ($1.distillation ?? 0) + labelWeight * ($1.labels ?? 0)
                + (example.keyWeight ?? 0) * Double(losses.count) * ($1.key ?? 0)
        }
        // The labels' share of the key frame's loss is not reported.
        if example.keyWeight == nil || labelWeight == 0 { #expect(abs(value - expected) < 1e-5 * expected) }
        #expect(example.worker.parameters == example.start.names)
        func lossOfStudent(_ name: String, _ element: Int, _ change: Double) throws -> Double {
            var moved = start
            moved[name][element] += change
            return try loss(moved, keyStart)
        }
        func lossOfTeacher(_ name: String, _ element: Int, _ change: Double) throws -> Double {
            var moved = keyStart
            moved[name][element] += change
            return try loss(start, moved)
        }
        try check(example.worker.parameters, example.worker.gradient, step, tolerance, loss: lossOfStudent)
        #expect(example.worker.keyParameters == (example.keyWeight == nil ? [] : example.keyStart.names))
        try check(example.worker.keyParameters, example.worker.keyGradient, step, tolerance, loss: lossOfTeacher)
    }

    private func check(
        _ names: [String], _ gradient: (Int) -> FloatBuffer, _ step: Double, _ tolerance: Double,
        loss: (String, Int, Double) throws -> Double
    ) throws {
        var stream = RandomStream(seed: 1, stream: "elements")
        for (index, name) in names.enumerated() {
            let gradient = gradient(index).doubles
            let scale = gradient.map(abs).max()!
            #expect(scale > 0, "\(name)")
            for _ in 0..<4 {
                let element = stream.integer(below: gradient.count)
                let difference = (try loss(name, element, step) - loss(name, element, -step)) / (2 * step)
                #expect(abs(gradient[element] - difference) < tolerance * scale, "\(name)[\(element)]")
            }
        }
    }

    private static func mixed(_ site: Site) -> Candidate {
        switch site.name {
        case "stem": .separable(rank: 2)
        case "body": .depthwisePointwise
        case "low": .lowRank(rank: 3)
        case "side": .teacher
        default: .teacher
        }
    }

    @Test func divergenceAlone() throws {
        let example = try Example(TinyTeacher.make(), Self.mixed, labelled: false, distills: false)
        #expect(example.networks.distilledSites == [])
        try check(example, distillation: 0, step: 1e-6, tolerance: 2e-5)
    }

    @Test func divergenceAndDistillation() throws {
        let example = try Example(TinyTeacher.make(), Self.mixed, labelled: false, distills: true)
        #expect(example.networks.distilledSites == ["stem", "body", "mix", "low", "side"])
        try check(example, distillation: 0.7, step: 1e-6, tolerance: 2e-5)
    }

    /// Through the state into the network of key frames, and its own term.
    @Test(arguments: [false, true])
    func theTeacherTuned(_ distills: Bool) throws {
        let example = try Example(
            TinyTeacher.make(), Self.mixed, labelled: false, distills: distills, keyWeight: 0.6)
        try check(example, distillation: distills ? 0.7 : 0, step: 1e-6, tolerance: 3e-5)
        let losses = try example.worker.run(example.clip, distillation: 0, labelWeight: 0)
        #expect((losses[0].key ?? 0) > 0 && losses[1].key == nil)
    }

    @Test func theTeacherTunedWithLabels() throws {
        let example = try Example(
            TinyTeacher.make(), Self.mixed, labelled: true, distills: false, keyWeight: 0.6)
        try check(example, distillation: 0, labelWeight: 0.5, step: 1e-3, tolerance: 5e-3)
    }

    /// What a student of zeros at one site does not read sends nothing back.
    @Test func theTeacherTunedBesideZeros() throws {
        let example = try Example(
            TinyTeacher.make(), { $0.name == "body" ? .zero : Self.mixed($0) }, labelled: false, distills: false,
            keyWeight: 2)
        #expect(!example.networks.tunedState.contains("body") && !example.networks.tunedState.isEmpty)
        try check(example, distillation: 0, step: 1e-6, tolerance: 3e-5)
    }

    /// A site that is `zero` and what only it feeds is not there, and cannot be distilled.
    @Test func zeroSitesAreLeftOut() throws {
        let example = try Example(
            TinyTeacher.make(), { $0.name == "body" ? .zero : Self.mixed($0) }, labelled: false, distills: true)
        #expect(example.networks.distilledSites == ["stem", "low", "side"])
        try check(example, distillation: 0.7, step: 1e-6, tolerance: 2e-5)
    }

    /// The reference loss of labels goes through floats: larger steps, and less exact.
    @Test func labelsToo() throws {
        let example = try Example(TinyTeacher.make(), Self.mixed, labelled: true, distills: true)
        try check(example, distillation: 0.3, labelWeight: 0.5, step: 1e-3, tolerance: 5e-3)
        let losses = try example.worker.run(example.clip, distillation: 0.3, labelWeight: 0.5)
        #expect(losses.allSatisfy { ($0.labels ?? 0) > 0 && ($0.distillation ?? 0) > 0 })
    }
}
