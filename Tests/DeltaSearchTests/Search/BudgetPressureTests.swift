import Testing

@testable import DeltaSearch

@Suite struct BudgetPressureTests {
    private let macs = [[0, 100, 400], [50, 900], [30], [0, 10, 20, 1000]]
    private let logits: [[Double]] = [[0.5, -1, 2], [0, 0.3], [4], [1, -2, 0.1, 0]]
    private let budget = 700

    @Test func theExpectationIsOverTheNoiseFreeSoftmax() {
        let pressure = BudgetPressure(costs: macs, budget: budget)
        var expected = 0.0
        for (site, logits) in logits.enumerated() {
            for (k, p) in Reference.softmax(logits[...]).enumerated() { expected += p * Double(macs[site][k]) }
        }
        #expect(abs(pressure.expectedCost(logits) - expected) < 1e-9)
        #expect(pressure.discreteCost(logits) == 400 + 900 + 30 + 0)
    }

    @Test func theGradientMatchesFiniteDifferences() {
        let pressure = BudgetPressure(costs: macs, budget: budget, lambda: 0.7)
        let gradient = pressure.gradient(logits)
        for site in logits.indices {
            for k in logits[site].indices {
                var (up, down) = (logits, logits)
                up[site][k] += 1e-5
                down[site][k] -= 1e-5
                let expected =
                    0.7 * (pressure.expectedCost(up) - pressure.expectedCost(down)) / 2e-5 / Double(budget)
                #expect(abs(gradient[site][k] - expected) < 1e-7)
            }
        }
    }

    @Test func lambdaFollowsTheDiscreteCost() {
        var pressure = BudgetPressure(costs: macs, budget: budget)
        pressure.ascend(logits, rate: 0.1)
        #expect(abs(pressure.lambda - 0.1 * (1330.0 / 700 - 1)) < 1e-12)
        let risen = pressure.lambda
        // The cheapest network: 80 of 700.
        pressure.ascend([[9, 0, 0], [9, 0], [0], [9, 0, 0, 0]], rate: 0.05)
        #expect(abs(pressure.lambda - (risen + 0.05 * (80.0 / 700 - 1))) < 1e-12)
        pressure.ascend([[9, 0, 0], [9, 0], [0], [9, 0, 0, 0]], rate: 10)
        #expect(pressure.lambda == 0)
    }

    @Test func theSelfTestPassesWhatIsRight() {
        #expect(BudgetPressure.selfTest(costs: macs, budget: budget, logits: logits) < 1e-7)
        // Real sizes: billions of MACs, logits far apart.
        let large = macs.map { $0.map { $0 * 10_000_000 } }
        let spread = logits.map { $0.map { $0 * 4 } }
        #expect(BudgetPressure.selfTest(costs: large, budget: 2_000_000_000, logits: spread) < 1e-6)
        // Nothing to choose: nothing to test.
        #expect(BudgetPressure.selfTest(costs: [[5], [7]], budget: 3, logits: [[0], [0]]) == 0)
    }

    @Test func theSelfTestCatchesABrokenGradient() {
        func deviation(_ broken: @escaping ([[Double]]) -> [[Double]]) -> Double {
            BudgetPressure.selfTest(costs: macs, budget: budget, logits: logits) { broken($0.gradient($1)) }
        }
        #expect(deviation { $0 } < 1e-7)
        // A penalty without a gradient.
        #expect(deviation { $0.map { $0.map { _ in 0 } } } > 0.5)
        #expect(deviation { $0.map { $0.map { -$0 } } } > 0.5)
        #expect(deviation { $0.map { $0.map { 1.001 * $0 } } } > 5e-4)
        // One site forgotten, one logit of one site wrong.
        #expect(deviation { [$0[0], $0[1].map { _ in 0 }, $0[2], $0[3]] } > 1e-2)
        #expect(
            deviation { gradient in
                var gradient = gradient
                gradient[3][2] += 0.01
                return gradient
            } > 1e-3)
        // A gradient where there should be none.
        #expect(
            BudgetPressure.selfTest(costs: [[5]], budget: 3, logits: [[0]]) { _, _ in [[1]] } == 1)
    }
}
