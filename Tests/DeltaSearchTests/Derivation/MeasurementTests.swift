import Compute
import Networks
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct MeasurementTests {
    /// A proposal of which `equal` pixels of ten agree.
    private func measured(_ label: String, equal: Int, macs: Int) -> MeasuredProposal {
        var evaluation = Evaluation(classes: 2, interval: 2)
        let taught = LabelMap(width: 10, height: 1, ids: Array(repeating: 0, count: 10))
        let predicted = LabelMap(width: 10, height: 1, ids: (0..<10).map { $0 < equal ? 0 : 1 })
        evaluation.add(distance: 1, predicted: .labels(predicted), taught: .labels(taught), labels: nil)
        evaluation.deltaFrameMACs = macs
        return MeasuredProposal(proposal: Proposal(label: label, choices: []), evaluation: evaluation)
    }

    @Test func moreAgreementIsBetterThenFewerMACs() {
        let (good, cheap, dear, bad) = (
            measured("good", equal: 9, macs: 500), measured("cheap", equal: 7, macs: 10),
            measured("dear", equal: 7, macs: 20), measured("bad", equal: 3, macs: 1)
        )
        let order = [good, cheap, dear, bad]
        for (i, a) in order.enumerated() {
            for (j, b) in order.enumerated() { #expect(MeasuredProposal.isBetter(a, b) == (i < j)) }
        }
    }

    @Test func theBestComesFirstAndEqualsInTheirOrder() throws {
        let teacher = try TinyTeacher.make()
        let bank = RandomBank.make(teacher)
        let space = TinyTeacher.space(teacher)
        let source = MovingPattern()
        // Random factors: the dense candidate is not the teacher unless it gets its weights.
        for site in bank.sites {
            let index = site.candidates.firstIndex(of: .teacher)!
            site.factors(of: index)[0].values.assign(teacher.parameters.value(site.site.name + ".weight").values)
        }
        let proposals = [
            Proposal(label: "low rank", choices: space.choices(.lowRank(rank: 1))),
            Proposal(label: "zero", choices: space.choices(.zero)),
            Proposal(label: "teacher", choices: space.choices(.teacher)),
            Proposal(label: "teacher again", choices: space.choices(.teacher)),
        ]
        let measurement = Measurement(
            teacher, windows: [FrameWindow(0..<4), FrameWindow(4..<8)], of: source, interval: 4,
            pool: WorkerPool(count: 2))
        var done: [Int] = []
        let ranked = try measurement.rank(proposals, of: bank) { done.append($0) }
        #expect(done == [1, 2, 3, 4])
        #expect(ranked.map(\.proposal.label).prefix(2) == ["teacher", "teacher again"])
        #expect(ranked[0].evaluation.agreement.share == 1)
        #expect(Set(ranked.map(\.proposal.label)).count == 4)
        let shares = ranked.map { $0.evaluation.agreement.share! }
        #expect(shares == shares.sorted(by: >))
    }
}
