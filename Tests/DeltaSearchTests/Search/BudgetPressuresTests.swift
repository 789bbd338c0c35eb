import RandomStreams
import StudentSpace
import Testing

@testable import DeltaSearch

@Suite struct BudgetPressuresTests {
    private func problem() throws -> (space: SearchSpace, damages: [[Double]], logits: [[Double]]) {
        let space = try SearchSessionTests.space(TinyTeacher.make()).timed()
        var stream = RandomStream(seed: 1, stream: "pressures")
        let damages = DerivationTests.damages(space, &stream)
        return (space, damages, space.choices.map { $0.candidates.map { _ in stream.normal() } })
    }

    /// `∂(λ E[MACs]/budget + μ E[ns]/budget)/∂logits` against central differences.
    @Test func theGradientIsOfBoth() throws {
        let (space, damages, logits) = try problem()
        let limit = try space.limit(macs: 0.3, time: 0.4)
        var pressures = try BudgetPressures.start(space, limit, damages: damages, positions: 10).pressures
        pressures.compute?.lambda = 0.7
        pressures.time?.lambda = 1.3
        func loss(_ logits: [[Double]]) -> Double {
            pressures.all.reduce(0) { $0 + $1.lambda * $1.expectedCost(logits) / Double($1.budget) }
        }
        let gradient = pressures.gradient(logits)
        for site in logits.indices {
            for k in logits[site].indices {
                var (up, down) = (logits, logits)
                up[site][k] += 1e-5
                down[site][k] -= 1e-5
                #expect(abs(gradient[site][k] - (loss(up) - loss(down)) / 2e-5) < 1e-7)
            }
        }
        #expect(pressures.selfTest(logits) < 1e-5)
    }

    /// A budget's price is none where it does not bind, and each budget has an ascent of its own.
    @Test func pricesAndAscent() throws {
        let (space, damages, logits) = try problem()
        func start(_ macs: Double?, _ time: Double?) throws -> BudgetPressures {
            try BudgetPressures.start(space, space.limit(macs: macs, time: time), damages: damages, positions: 10)
                .pressures
        }
        let macs = try start(0.3, nil)
        #expect(macs.time == nil && macs.compute!.lambda > 0)
        let time = try start(nil, 0.4)
        #expect(time.compute == nil && time.time!.lambda > 0)
        #expect(try start(0.3, 1).time!.lambda == 0 && start(1, 0.4).compute!.lambda == 0)

        var both = try start(0.3, 0.4)
        let before = both
        both.ascend(logits, rate: 0.1)
        for (after, before) in zip(both.all, before.all) {
            let ratio = Double(before.discreteCost(logits)) / Double(before.budget)
            #expect(abs(after.lambda - max(0, before.lambda + 0.1 * (ratio - 1))) < 1e-12)
        }
    }

    /// Under one budget of compute everything is what it was without times.
    @Test func computeAloneIsWhatItWas() throws {
        let (space, damages, _) = try problem()
        let limit = try space.limit(macs: 0.3, time: nil)
        let start = try BudgetPressures.start(space, limit, damages: damages, positions: 10)
        let macs = space.choices.map(\.macs)
        let price = InitialLogits.multiplier(damages, macs, limit.deltaFrameMACs)
        #expect(start.pressures.compute!.lambda == 0.5 * price * Double(limit.deltaFrameMACs) / 10)
        #expect(
            InitialLogits.make(damages: damages, prices: start.prices)
                == InitialLogits.make(damages: damages, macs: macs, budget: limit.deltaFrameMACs))
    }
}
