import Compute
import Networks
import RandomStreams
import Testing

@testable import Training

@Suite struct StochasticGradientDescentTests {
    @Test func followsPyTorchsUpdate() {
        let store = AdamTests.store()
        let sgd = StochasticGradientDescent(store, ["weight", "bias"], momentum: 0.9, weightDecay: 0.01)
        var theta = ["weight", "bias"].map { AdamTests.values(store, $0).map(Double.init) }
        var momentum = theta.map { $0.map { _ in 0.0 } }
        var stream = RandomStream(seed: 4, stream: "sgd")
        for _ in 0..<10 {
            sgd.advance()
            for index in 0..<2 {
                let gradient = AdamTests.gradient(theta[index].count, &stream)
                sgd.update(index, gradient: gradient, learningRate: 0.05)
                for i in theta[index].indices {
                    // Biases do not decay.
                    let decay = index == 0 ? 0.01 * theta[index][i] : 0
                    momentum[index][i] = 0.9 * momentum[index][i] + Double(gradient[i]) + decay
                    theta[index][i] -= Double(Float(0.05)) * momentum[index][i]
                }
            }
        }
        for (index, name) in ["weight", "bias"].enumerated() {
            for (value, reference) in zip(AdamTests.values(store, name), theta[index]) {
                #expect(abs(Double(value) - reference) < 2e-6)
            }
        }
        #expect(sgd.step == 10)
    }

    @Test func stateCopiedIntoAnotherGoesOnWithTheSameBits() {
        expectSameBits { StochasticGradientDescent($0, ["weight", "bias"]) }
    }
}
