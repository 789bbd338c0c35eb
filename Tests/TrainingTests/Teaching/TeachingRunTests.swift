import Compute
import Networks
import Testing
import VideoData

@testable import Training

@Suite struct TeachingRunTests {
    /// Two convolutions with batch norm and a classifier, scores at half the frame's size.
    static func network(frame: String = "frame") throws -> Network {
        var b = NetworkBuilder(name: "tiny")
        let x = try b.input(frame, FeatureShape(height: 16, width: 24, channels: 3))
        let first = try b.relu("relu1", b.batchNorm("bn1", b.convolution("conv1", x, 8, kernel: 3, stride: 2)))
        let second = try b.relu("relu2", b.batchNorm("bn2", b.convolution("conv2", first, 8, kernel: 3)))
        try b.output(b.convolution("classes", second, 3, kernel: 1, hasBias: true))
        return b.network
    }

    static func run(
        _ configuration: TeachingConfiguration, workers: Int = 2, frame: String = "frame",
        source: SampleSource = SampleSource()
    ) throws -> TeachingRun {
        let network = try network(frame: frame)
        return try TeachingRun(
            network, parameters: network.initialParameters(seed: 1), sources: [source], configuration: configuration,
            workers: workers)
    }

    static func configuration(_ method: TeachingConfiguration.Method = .adam) -> TeachingConfiguration {
        TeachingConfiguration(
            steps: 40, groups: 3, samplesPerGroup: 2, optimizer: method, learningRate: method == .adam ? 0.02 : 0.1,
            warmup: 3, augmentation: Augmentation(zoom: 1...1.2), seed: 4)
    }

    @Test(arguments: TeachingConfiguration.Method.allCases)
    func theLossFalls(method: TeachingConfiguration.Method) throws {
        let run = try Self.run(Self.configuration(method))
        let losses = try (0..<40).map { _ in try run.advance() }
        let (start, end) = (losses[..<3].reduce(0, +) / 3, losses[37...].reduce(0, +) / 3)
        #expect(abs(start - 1.2) < 0.5)
        #expect(end < 0.4 * start, "from \(start) to \(end)")
        #expect(run.step == 40)
    }

    @Test func workersDoNotChangeABit() throws {
        let runs = try [1, 2, 4].map { try Self.run(Self.configuration(), workers: $0) }
        for _ in 0..<4 {
            let losses = try runs.map { try $0.advance() }
            #expect(losses[1] == losses[0] && losses[2] == losses[0])
        }
        #expect(runs[1].store.parameters == runs[0].store.parameters)
        #expect(runs[2].store.parameters == runs[0].store.parameters)
    }

    @Test func theSeedChangesTheRun() throws {
        var other = Self.configuration()
        other.seed = 5
        #expect(try Self.run(Self.configuration()).advance() != Self.run(other).advance())
    }

    @Test(arguments: TeachingConfiguration.Method.allCases)
    func aRunTakenUpFromItsStateGoesOnWithTheSameBits(method: TeachingConfiguration.Method) throws {
        let whole = try Self.run(Self.configuration(method))
        for _ in 0..<6 { _ = try whole.advance() }

        let first = try Self.run(Self.configuration(method))
        for _ in 0..<3 { _ = try first.advance() }
        let second = try Self.run(Self.configuration(method), workers: 1)
        for name in first.store.names {
            let values = first.store.parameters.value(name).values
            second.store.buffer(name).withUnsafeMutableBufferPointer { _ = $0.update(from: values) }
            second.store.touch(name)
        }
        for (saved, fresh) in zip(first.optimizer.state, second.optimizer.state) {
            let values = saved.values.withUnsafeBufferPointer { Array($0) }
            fresh.values.withUnsafeMutableBufferPointer { _ = $0.update(from: values) }
        }
        second.optimizer.step = first.optimizer.step
        for _ in 0..<3 { _ = try second.advance() }
        #expect(second.store.parameters == whole.store.parameters)
    }

    /// Momentum 0.1, the mean over groups, variances times n / (n − 1).
    @Test func runningStatisticsFollowTheFormula() throws {
        let run = try Self.run(Self.configuration())
        let before = run.store.parameters
        _ = try run.advance()
        let after = run.store.parameters
        for (index, node) in ["bn1", "bn2"].enumerated() {
            let groups = run.plans.map { $0.batchStatistics[index] }
            #expect(groups[0].node == node)
            #expect(groups[0].population == 2 * 8 * 12)
            for c in 0..<8 {
                func mean(_ value: (Plan.BatchStatistics) -> FloatBuffer) -> Double {
                    groups.map { group in value(group).withUnsafeBufferPointer { Double($0[c]) } }.reduce(0, +) / 3
                }
                let unbiased = mean(\.variance) * 192 / 191
                for (role, seen) in [("running_mean", mean(\.mean)), ("running_var", unbiased)] {
                    let old = Double(before.value("\(node).\(role)").values[c])
                    let new = Double(after.value("\(node).\(role)").values[c])
                    #expect(abs(new - (0.9 * old + 0.1 * seen)) < 1e-5 * max(1, abs(seen)))
                }
            }
        }
    }

    /// What is trained works with running statistics too: the network that ships.
    @Test func inferenceAgreesWithTheLabelsAfterwards() throws {
        var configuration = Self.configuration()
        configuration.steps = 80
        configuration.augmentation = .none
        let run = try Self.run(configuration)
        for _ in 0..<80 { _ = try run.advance() }
        let plan = try Plan(run.network, parameters: run.store)
        var matrix = ConfusionMatrix(classCount: 3)
        for index in 0..<6 {
            let (image, labels) = try SampleSource().labelledFrame(at: index)
            Normalization.imageNet.write(image, to: plan.tensor("frame"))
            try plan.forward()
            let scores = plan.tensor("classes")
            let predicted = ScoreUpsampling.classes(
                scores.values, size: FrameSize(height: 8, width: 12), classCount: 3, target: image.size)
            matrix.add(prediction: predicted, labels: try #require(labels))
        }
        #expect(try #require(matrix.pixelAccuracy) > 0.9)
    }

    /// Without a learning rate nothing but the samples changes from step to step.
    @Test func everyStepDrawsOtherSamples() throws {
        var configuration = Self.configuration()
        configuration.learningRate = 0
        let run = try Self.run(configuration)
        let losses = try (0..<4).map { _ in try run.advance() }
        #expect(Set(losses).count == 4)
    }

    @Test func theInputMayHaveAnyName() throws {
        let runs = try ["frame", "picture"].map { try Self.run(Self.configuration(), frame: $0) }
        let losses = try runs.map { try $0.advance() }
        #expect(losses[0] == losses[1])
    }

    @Test func framesWithoutLabelsTeachNothing() throws {
        let run = try Self.run(Self.configuration(.sgd), source: SampleSource(isLabelled: false))
        let before = run.store.parameters
        #expect(try run.advance() == 0)
        // Biases and norms do not decay, and there is no gradient.
        #expect(run.store.parameters.value("classes.bias") == before.value("classes.bias"))
        #expect(run.store.parameters.value("bn1.weight") == before.value("bn1.weight"))
    }
}
