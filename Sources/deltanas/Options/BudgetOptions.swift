public import ArgumentParser
public import StudentSpace

/// What a frame may cost.
struct BudgetOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What a frame may cost: 2GFLOPs, 1GMACs (1 MAC = 2 FLOPs) or 45% of the teacher.", valueName: "budget"))
    var budget: String?

    @OptionGroup var scope: ScopeOptions

    /// The budget, nil where none is given.
    func parsed() throws -> Budget? { try budget.map(Budget.init(parsing:)) }

    /// The budget of a command that needs one.
    func required() throws -> Budget {
        guard let budget = try parsed() else { throw UsageError.missingOption("--budget", example: "--budget 2GFLOPs") }
        return budget
    }
}

/// Which frames a budget speaks of.
struct ScopeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What the budget limits: one frame after the key frame, or the mean over a key-frame interval.",
            valueName: "scope"))
    var budgetScope: BudgetScope = .deltaFrame
}

extension BudgetScope: ExpressibleByArgument {}
