public import ArgumentParser
public import StudentSpace

/// What a frame may cost.
struct BudgetOptions: ParsableArguments {
    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "What a frame may cost: 2GFLOPs, 1GMACs (1 MAC = 2 FLOPs) or 45% of the teacher; or take: 7ms or 35%latency, of the teacher's time. Given twice, one of each, both are kept.",
            valueName: "budget"))
    var budget: [String] = []

    @OptionGroup var scope: ScopeOptions

    /// The budgets, nil where none is given.
    func parsed() throws -> Budgets? {
        let budgets = try budget.flatMap { try Budgets(parsing: $0).all }
        return budgets.isEmpty ? nil : try Budgets(budgets)
    }

    /// The budgets of a command that needs one.
    func required() throws -> Budgets {
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
