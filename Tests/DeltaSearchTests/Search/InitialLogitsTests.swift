import RandomStreams
import Testing

@testable import DeltaSearch

@Suite struct InitialLogitsTests {
    struct Problem: Sendable {
        var damages: [[Double]] = []
        var macs: [[Int]] = []

        /// Candidates by rising cost and, mostly, falling damage.
        init(seed: UInt64, scale: Double = 1e-3) {
            var stream = RandomStream(seed: seed, stream: "problem")
            for _ in 0..<30 {
                let count = 1 + stream.integer(below: 8)
                let unit = 1000 * (1 + stream.integer(below: 1000))
                let size = scale * stream.uniform(0.1..<10)
                macs.append((0..<count).map { $0 * unit })
                damages.append((0..<count).map { size * (1 - Double($0) / 8) * stream.uniform(0.8..<1.2) })
            }
        }

        var most: Int { macs.reduce(0) { $0 + $1.last! } }

        /// What the network of the best damage-plus-price costs.
        func cost(_ price: Double) -> Int {
            zip(damages, macs).reduce(0) { total, site in
                let values = zip(site.0, site.1).map { $0 + price * Double($1) }
                let least = values.min()!
                return total + values.indices.filter { values[$0] == least }.map { site.1[$0] }.min()!
            }
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func theMultiplierIsTheSmallestThatMeetsTheBudget(seed: UInt64) {
        for scale in [1e-9, 1e-3, 1e6] {
            let problem = Problem(seed: seed, scale: scale)
            for share in [0.05, 0.3, 0.7] {
                let budget = Int(share * Double(problem.most))
                let price = InitialLogits.multiplier(problem.damages, problem.macs, budget)
                #expect(problem.cost(price) <= budget)
                if price > 0 { #expect(problem.cost(price * (1 - 1e-9)) > budget) }
            }
            #expect(InitialLogits.multiplier(problem.damages, problem.macs, problem.most) == 0)
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func theBestLeadsAndNoneIsOutOfReach(seed: UInt64) {
        let problem = Problem(seed: seed)
        let budget = problem.most / 3
        let logits = InitialLogits.make(damages: problem.damages, macs: problem.macs, budget: budget)
        let price = InitialLogits.multiplier(problem.damages, problem.macs, budget)
        var leads: [Double] = []
        for (site, values) in logits.enumerated() {
            #expect(values.max() == 0 && values.min()! >= -8)
            let reduced = zip(problem.damages[site], problem.macs[site]).map { $0 + price * Double($1) }
            // Order is kept: a higher logit is never a worse candidate.
            for a in values.indices {
                for b in values.indices where values[a] > values[b] { #expect(reduced[a] < reduced[b]) }
            }
            let sorted = values.sorted(by: >)
            if sorted.count > 1 { leads.append(sorted[0] - sorted[1]) }
        }
        // The median lead is the confidence.
        #expect(abs(leads.sorted()[leads.count / 2] - 1.5) < 0.5)
    }

    @Test func withoutDamagesOrChoicesLogitsAreZero() {
        #expect(InitialLogits.make(damages: [[0, 0], [0]], macs: [[0, 5], [3]], budget: 8) == [[0, 0], [0]])
        #expect(InitialLogits.make(damages: [[2], [1]], macs: [[5], [3]], budget: 8) == [[0], [0]])
    }
}
