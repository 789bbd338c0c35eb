import Foundation
import RandomStreams
import Testing

@testable import Training

@Suite struct SoftmaxTests {
    /// Every argument on a fine grid from −87 to 0, against `exp` in double precision.
    @Test func theExponentialIsWithinOneULP() {
        var worst = 0.0
        for step in 0...2_000_000 {
            let x = -87 * Float(step) / 2_000_000
            let exact = exp(Double(x))
            let error = abs(Double(Softmax.exponential(x)) - exact) / Double(Float(exact).ulp)
            worst = max(worst, error)
        }
        #expect(worst <= 1, "\(worst) ULPs")
    }

    @Test func theExponentialIsExactAtZeroAndClampedBelow() {
        #expect(Softmax.exponential(0) == 1)
        #expect(Softmax.exponential(-0.0) == 1)
        let least = Softmax.exponential(-87)
        #expect(least > 0 && least.isNormal)
        #expect(Softmax.exponential(-88) == least)
        #expect(Softmax.exponential(-.greatestFiniteMagnitude) == least)
        #expect(Softmax.exponential(-.infinity) == least)
    }

    @Test func notANumberPassesThrough() {
        #expect(Softmax.exponential(.nan).isNaN)
        for place in 0..<3 {
            for value in [Float.nan, .infinity] {
                var x: [Float] = [1, 2, 3]
                x[place] = value
                normalize(&x)
                #expect(x.contains { $0.isNaN })
            }
        }
    }

    @Test(arguments: [1, 2, 11, 19])
    func sumsToOneAndGivesTheLogarithm(count: Int) {
        var stream = RandomStream(seed: 1, stream: "softmax.\(count)")
        for scale in [0.1, 1, 10, 100] {
            let scores = (0..<count).map { _ in Float(scale * stream.normal()) }
            var p = scores
            let (maximum, sum) = normalize(&p)
            let largest = Double(scores.max()!)
            let exact = scores.map { exp(Double($0) - largest) }
            let total = exact.reduce(0, +)
            for (value, reference) in zip(p, exact) { #expect(abs(Double(value) - reference / total) < 4e-7) }
            #expect(abs(Double(p.reduce(0, +)) - 1) < 1e-6)
            #expect(abs(Double(maximum) + log(Double(sum)) - (largest + log(total))) < 1e-6 * max(1, largest))
        }
    }

    @discardableResult
    private func normalize(_ x: inout [Float]) -> (maximum: Float, sum: Float) {
        x.withUnsafeMutableBufferPointer { Softmax.normalize($0.baseAddress!, $0.count) }
    }
}
