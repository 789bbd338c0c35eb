import Networks
import StudentSpace
import Synchronization

@testable import DeltaSearch

/// Times by a formula: what a candidate costs in MACs, in steps of eight, and a little a node.
enum FakeLatency {
    static func table(_ space: SearchSpace, rest: Int = 5000) -> LatencyTable {
        var sites: [String: [String: Int]] = [:]
        for choice in space.choices {
            for (candidate, macs) in zip(choice.candidates, choice.macs) {
                sites[choice.site.name, default: [:]]["\(candidate)"] = nanoseconds(candidate, macs)
            }
        }
        let teacher = space.choices.reduce(rest) { $0 + nanoseconds(.teacher, $1.site.teacherMACs) }
        return LatencyTable(
            device: "a formula", threads: 1, input: Size(height: 16, width: 16), teacherNanoseconds: teacher,
            restNanoseconds: rest, sites: sites)
    }

    private static func nanoseconds(_ candidate: Candidate, _ macs: Int) -> Int {
        candidate == .zero ? 0 : 300 + (macs + 7999) / 8000 * 4000 + (candidate.rank.map { _ in 500 } ?? 0)
    }

    /// Whole frames: what the table predicts, times a factor.
    final class Timing: FrameTiming {
        let space: SearchSpace
        let factor: Double
        private let times = Mutex<[Int]>([])

        init(_ space: SearchSpace, factor: Double) {
            self.space = space
            self.factor = factor
        }

        /// What was measured, in order.
        var measured: [Int] { times.withLock { $0 } }

        func time(_ student: Student, of teacher: TeacherModel) throws -> FrameTime {
            let predicted = space.indices(of: student.selection).flatMap { space.cost($0).nanoseconds } ?? 0
            let time = Int(factor * Double(predicted))
            times.withLock { $0.append(time) }
            return FrameTime(deltaFrame: time, teacher: space.latency?.teacherNanoseconds ?? 1)
        }
    }
}

extension SearchSpace {
    /// The same with times.
    func timed() throws -> SearchSpace { try timed(by: FakeLatency.table(self)) }

    /// Shares of the teacher's MACs and of its time; nil: no such budget.
    func limit(macs: Double?, time: Double?, interval: Int = 4) throws -> BudgetLimit {
        let budgets = [
            macs.map { Budget(macs: Int($0 * Double(teacherMACs))) },
            time.map { Budget(nanoseconds: Int($0 * Double(latency?.teacherNanoseconds ?? 0))) },
        ].compactMap { $0 }
        return BudgetLimit(
            try Budgets(budgets), teacherMACs: teacherMACs, teacherNanoseconds: latency?.teacherNanoseconds,
            keyframeInterval: interval)
    }
}
