import Compute
import Foundation
import Networks
import RandomStreams
import Testing

@testable import Training

@Suite struct AdamTests {
    static func store() -> ParameterStore {
        var parameters = Parameters()
        parameters["weight"] = .init(shape: [2, 3], values: [0.5, -1, 2, 0.1, -0.2, 3])
        parameters["bias"] = .init(shape: [2], values: [1, -1])
        return ParameterStore(parameters)
    }

    static func values(_ store: ParameterStore, _ name: String) -> [Float] { store.parameters.value(name).values }

    static func gradient(_ count: Int, _ stream: inout RandomStream) -> [Float] {
        (0..<count).map { _ in Float(stream.normal() * 0.1) }
    }

    /// The paper's update in double precision, one parameter.
    struct Reference {
        var theta: [Double]
        var first: [Double]
        var second: [Double]
        var count = 0
        let decay: Double

        init(_ theta: [Float], decay: Double) {
            self.theta = theta.map(Double.init)
            first = theta.map { _ in 0 }
            second = first
            self.decay = decay
        }

        mutating func update(_ gradient: [Float], rate: Double) {
            count += 1
            for i in theta.indices {
                let g = Double(gradient[i])
                first[i] = 0.9 * first[i] + 0.1 * g
                second[i] = 0.999 * second[i] + 0.001 * g * g
                let m = first[i] / (1 - pow(0.9, Double(count)))
                let v = second[i] / (1 - pow(0.999, Double(count)))
                theta[i] -= rate * (m / (v.squareRoot() + 1e-8) + decay * theta[i])
            }
        }
    }

    /// Weights at every step, the bias at every third: each is corrected by the updates that it has had itself.
    @Test func followsThePaperParameterByParameter() {
        let store = Self.store()
        let adam = Adam(store, ["weight", "bias"], weightDecay: 0.1)
        var stream = RandomStream(seed: 1, stream: "adam")
        var weight = Reference(Self.values(store, "weight"), decay: 0.1)
        var bias = Reference(Self.values(store, "bias"), decay: 0)
        for step in 0..<20 {
            adam.advance()
            let g = Self.gradient(6, &stream)
            adam.update(0, gradient: g, learningRate: 0.01)
            weight.update(g, rate: Double(Float(0.01)))
            if step % 3 == 2 {
                let g = Self.gradient(2, &stream)
                adam.update(1, gradient: g, learningRate: 0.02)
                bias.update(g, rate: Double(Float(0.02)))
            }
        }
        #expect(adam.step == 20)
        for (value, reference) in zip(Self.values(store, "weight"), weight.theta) {
            #expect(abs(Double(value) - reference) < 5e-6)
        }
        for (value, reference) in zip(Self.values(store, "bias"), bias.theta) {
            #expect(abs(Double(value) - reference) < 5e-6)
        }
    }

    /// The first step is of the learning rate's size, whatever the gradient's: bias correction is exact there.
    @Test func theFirstStepIsTheLearningRate() {
        for magnitude: Float in [1e-4, 1, 1e4] {
            let store = Self.store()
            let before = Self.values(store, "bias")
            let adam = Adam(store, ["bias"])
            adam.advance()
            adam.update(0, gradient: [magnitude, -magnitude], learningRate: 0.5)
            let after = Self.values(store, "bias")
            #expect(abs(after[0] - (before[0] - 0.5)) < 1e-4)
            #expect(abs(after[1] - (before[1] + 0.5)) < 1e-4)
        }
    }

    @Test func stateCopiedIntoAnotherGoesOnWithTheSameBits() {
        expectSameBits { Adam($0, ["weight", "bias"], weightDecay: 0.05) }
    }

    @Test func plansSeeWhatHasMoved() throws {
        let network = Network(
            name: "one", inputs: [.init("x", FeatureShape(height: 1, width: 1, channels: 1))],
            nodes: [Node("conv", .convolution(Convolution(outputChannels: 1, kernel: Size(1))), ["x"])],
            outputs: ["conv"])
        var parameters = Parameters()
        parameters["conv.weight"] = .init(shape: [1, 1, 1, 1], values: [1])
        let store = ParameterStore(parameters)
        let plan = try Plan(network, parameters: store)
        plan.tensor("x").fill(1)
        try plan.forward()
        #expect(plan.tensor("conv").values == [1])
        Adam(store, ["conv.weight"]).update(0, gradient: [1], learningRate: 0.25)
        try plan.forward()
        #expect(abs(plan.tensor("conv").values[0] - 0.75) < 1e-6)
    }
}

/// Six steps at once, and three, a copy of all state into fresh objects, three more: the same bits.
func expectSameBits(_ make: (ParameterStore) -> any Optimizer) {
    func gradients(_ step: Int) -> [[Float]] {
        var stream = RandomStream(seed: 2, stream: "gradients.\(step)")
        return [AdamTests.gradient(6, &stream), AdamTests.gradient(2, &stream)]
    }
    func run(_ optimizer: any Optimizer, _ steps: Range<Int>) {
        for step in steps {
            optimizer.advance()
            for (index, gradient) in gradients(step).enumerated() {
                optimizer.update(index, gradient: gradient, learningRate: 0.01)
            }
        }
    }
    let whole = AdamTests.store()
    run(make(whole), 0..<6)

    let first = AdamTests.store()
    let optimizer = make(first)
    run(optimizer, 0..<3)
    let second = ParameterStore(first.parameters)
    let resumed = make(second)
    for (saved, fresh) in zip(optimizer.state, resumed.state) {
        #expect(saved.name == fresh.name)
        let copy = saved.values.withUnsafeBufferPointer { Array($0) }
        fresh.values.withUnsafeMutableBufferPointer { _ = $0.update(from: copy) }
    }
    resumed.step = optimizer.step
    run(resumed, 3..<6)
    #expect(resumed.step == 6)
    #expect(second.parameters == whole.parameters)
    #expect(Set(optimizer.state.map(\.name)).count == optimizer.state.count)
}
