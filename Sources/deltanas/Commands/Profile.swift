import ArgumentParser
import Experiments
import StudentSpace

struct Profile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Say what a search space and a budget allow.")

    @OptionGroup var space: SpaceOptions
    @OptionGroup var budget: BudgetOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let budget = try budget.parsed()
        let resolved = try space.resolve()
        guard let budget else { return }
        let profile = resolved.space.profile(resolved.limit(budget, scope: self.budget.scope.budgetScope))
        try profile.requireFeasible()
    }
}
