public import ArgumentParser
public import DeltaSearch
import Experiments
import Foundation
import StudentSpace

struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Search which student each convolution gets, under a budget.",
        discussion: """
            Gathers delta statistics over the clip, fits every candidate in closed form, then lets a strategy choose. \
            Everything is recorded in the database as it goes; Ctrl-C stops after a checkpoint.
            """)

    @OptionGroup var space: SpaceOptions
    @OptionGroup var budget: BudgetOptions

    @Option(help: ArgumentHelp("gumbel, solve, random or uniform.", valueName: "strategy"))
    var strategy: SearchStrategy = .gumbel

    @Option(
        help: ArgumentHelp(
            "Gradient steps of the gumbel strategy: half with sampled choices, half with the choice fixed.",
            valueName: "count"))
    var steps: Int = 240

    @Option(
        help: ArgumentHelp(
            "Frame pairs a gradient step: they run side by side, and each takes memory for a whole network.",
            valueName: "count"))
    var pairs: Int = 4

    @Option(help: ArgumentHelp("Where all randomness starts from.", valueName: "number"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("The experiment's name (default: numbered after the space).", valueName: "name"))
    var experiment: String?

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var workers: WorkerOptions

    func run() async throws {
        guard (2...1_000_000).contains(steps) else {
            throw UsageError.outOfRange(option: "--steps", value: "\(steps)", allowed: "a number in 2...1000000")
        }
        guard (1...1000).contains(pairs) else {
            throw UsageError.outOfRange(option: "--pairs", value: "\(pairs)", allowed: "a number in 1...1000")
        }
        let budget = try budget.required()
        let resolved = try space.resolve()
        let request = try SearchRequest(
            resolved, budget: budget, scope: self.budget.scope.budgetScope, strategy: strategy,
            configuration: SearchConfiguration(searchSteps: steps / 2, settleSteps: steps - steps / 2, pairs: pairs, seed: seed))
        let jobs = try workers.count()
        let interruption = Interruption()
        interruption.listen()
        let job = try SearchJob(request, name: experiment, databasePath: database.db, workers: jobs)
        try SearchText.run(job, workers: jobs, databasePath: database.db, interruption)
    }
}

extension SearchStrategy: ExpressibleByArgument {}
