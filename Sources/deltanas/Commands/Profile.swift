import ArgumentParser
import Experiments
import StudentSpace

struct Profile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a search space and a budget allow, before any work.",
        discussion: """
            Prints every site's candidates and what they cost, what dropped out and why, and the least and the most \
            that a delta frame can cost. Reads neither weights nor frames.
            """)

    @Option(help: ArgumentHelp("The search space: a deltanas.space/1 file.", valueName: "file"))
    var space: String

    @OptionGroup var budget: BudgetOptions
    @OptionGroup var input: InputOptions
    @OptionGroup var interval: IntervalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let budget = try budget.parsed()
        let resolved = try ResolvedSpace(
            spacePath: space,
            overrides: SpaceOverrides(input: input.parsed(), keyframeInterval: interval.keyframeInterval))
        let report = ProfileReport(resolved, budget: budget, scope: self.budget.scope.budgetScope)
        let text = ProfileText(report)
        switch output.format {
        case .table: Terminal.print(text.table)
        case .json: Terminal.print(text.json.text())
        case .csv: Terminal.print(text.candidates.csv)
        }
        try report.requireFeasible()
    }
}
