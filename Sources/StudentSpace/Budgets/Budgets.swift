/// The budgets of a search: one of compute, one of time, or both, and then both are kept.
public struct Budgets: Hashable, Sendable {
    public let compute: Budget?
    public let time: Budget?

    public init(_ budget: Budget) {
        compute = budget.resource == .compute ? budget : nil
        time = budget.resource == .time ? budget : nil
    }

    init(compute: Budget?, time: Budget?) {
        self.compute = compute
        self.time = time
    }

    /// - Throws: ``BudgetError/repeated(_:first:second:)`` for two budgets of one kind.
    /// - Precondition: At least one budget.
    public init(_ budgets: [Budget]) throws(BudgetError) {
        precondition(!budgets.isEmpty, "no budget")
        for resource in BudgetResource.allCases {
            let same = budgets.filter { $0.resource == resource }
            if same.count > 1 { throw .repeated(resource, first: same[0].text, second: same[1].text) }
        }
        compute = budgets.first { $0.resource == .compute }
        time = budgets.first { $0.resource == .time }
    }

    /// Reads one budget or, with a `+` between, two: `2GFLOPs + 7ms`.
    ///
    /// - Throws: ``BudgetError``.
    public init(parsing text: String) throws(BudgetError) {
        var budgets: [Budget] = []
        // A number may bear a sign: only what follows a unit separates.
        for part in Self.parts(text) { budgets.append(try Budget(parsing: part)) }
        try self.init(budgets)
    }

    /// One or two of them.
    public var all: [Budget] { [compute, time].compactMap { $0 } }

    /// As they were written: `2GFLOPs`, `7ms`, `2GFLOPs + 7ms`.
    public var text: String { all.map(\.text).joined(separator: " + ") }

    private static func parts(_ text: String) -> [String] {
        var parts = [""]
        var before: Character?
        for character in text {
            if character == "+", let before, before == "%" || (before.isLetter && before != "e" && before != "E") {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
            if !character.isWhitespace { before = character }
        }
        return parts
    }
}
