import Experiments
import Foundation

extension ErrorMessage {
    init(_ error: ParetoError) {
        switch error {
        case .notComparable(let one, let other, let what):
            self.init(
                .mismatch, at: "--against", "\(one) has another \(what.rawValue) than \(other)",
                remedy: "compare experiments of one teacher, input size and key-frame interval")
        case .repeated(let name):
            self.init(.usage, at: "--against", "\(name) is drawn already", remedy: "name another experiment")
        case .budgetsTooSmall(let upperBound, let least):
            let (asked, needed) = (Self.percent(upperBound), Self.percent(least))
            self.init(
                .infeasible, at: "--budgets", "up to \(asked), and the cheapest network takes \(needed) of the teacher",
                remedy: "ask for larger budgets")
        }
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f%%", 100 * share) }
}
