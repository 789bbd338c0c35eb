import ArgumentParser
import Experiments
import StudentSpace

struct Profile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a search space and a budget allow, before any work.",
        discussion: """
            Prints every site's candidates and what they cost, what dropped out and why, and the least and the most \
            that a delta frame can cost. Reads neither weights nor frames; for a budget of time it reads the database.
            """)

    @Option(help: ArgumentHelp("The search space: a deltanas.space/1 file.", valueName: "file"))
    var space: String

    @OptionGroup var budget: BudgetOptions
    @OptionGroup var latency: LatencyOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var input: InputOptions
    @OptionGroup var interval: IntervalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let budgets = try budget.parsed()
        let threads = try latency.threadCount()
        var resolved = try ResolvedSpace(
            spacePath: space,
            overrides: SpaceOverrides(input: input.parsed(), keyframeInterval: interval.keyframeInterval))
        if budgets?.time != nil {
            let source = latency.source(databasePath: database.db)
            guard let timed = try resolved.knownTimes(threads: threads, from: source) else {
                throw UsageError.notMeasured(
                    space: space, threads: threads, input: resolved.input, database: database.db)
            }
            resolved = timed
        }
        let report = ProfileReport(resolved, budgets: budgets, scope: budget.scope.budgetScope)
        let text = ProfileText(report)
        switch output.format {
        case .table: Terminal.print(text.table)
        case .json: Terminal.print(text.json.text())
        case .csv: Terminal.print(text.candidates.csv)
        }
        try report.requireFeasible()
    }
}
