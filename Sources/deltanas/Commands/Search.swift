public import ArgumentParser
public import DeltaSearch
import ExperimentStore
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
    @OptionGroup var latency: LatencyOptions

    @Option(
        help: ArgumentHelp(
            "gumbel, solve, or a baseline: random, uniform, greedy, delta-distillation.", valueName: "strategy"))
    var strategy: SearchStrategy = .gumbel

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Gradient steps of gumbel and delta-distillation: half with sampled choices, half with the choice fixed.",
            valueName: "count"))
    var steps: Int = 240

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Frame pairs a gradient step: they run side by side, and each takes memory for a whole network.",
            valueName: "count"))
    var pairs: Int = 4

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Of delta-distillation: the constant weight of a frame's cost, as a share of the teacher's, in the loss (default: the price that the budget puts on it).",
            valueName: "weight"))
    var beta: Double?

    @Flag(
        help:
            "Of delta-distillation: take the network whose price is moved until it fills the budget, for comparisons at equal cost, even where the gates come to a cheaper one that agrees no less."
    )
    var fillBudget = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Networks that the random strategy draws.", valueName: "count"))
    var draws: Int = 20

    @Flag(
        help:
            "Measure what each candidate does by replacing one site at a time, instead of estimating it: better choices of gumbel and solve, for about twice their time."
    )
    var measuredDamages = false

    @Option(parsing: .unconditional, help: ArgumentHelp("Where all randomness starts from.", valueName: "number"))
    var seed: UInt64 = 0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Trials: searches with one seed each, from --seed on. derive takes the one that agrees best.",
            valueName: "count"))
    var seeds: Int = 1

    @OptionGroup var processes: ProcessOptions

    @Option(help: ArgumentHelp("The experiment's name (default: numbered after the space).", valueName: "name"))
    var experiment: String?

    @Flag(
        help:
            "Say what would run, and what it would take in time, memory and disk, by a few steps that are tried; write nothing."
    )
    var dryRun = false

    @OptionGroup var checkpoints: CheckpointOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard (2...1_000_000).contains(steps) else {
            throw UsageError.outOfRange(option: "--steps", value: "\(steps)", allowed: "a number in 2...1000000")
        }
        guard (1...1000).contains(pairs) else {
            throw UsageError.outOfRange(option: "--pairs", value: "\(pairs)", allowed: "a number in 1...1000")
        }
        guard (1...10_000).contains(draws) else {
            throw UsageError.outOfRange(option: "--draws", value: "\(draws)", allowed: "a number in 1...10000")
        }
        guard beta.map({ $0.isFinite && $0 >= 0 }) ?? true else {
            throw UsageError.outOfRange(option: "--beta", value: "\(beta ?? 0)", allowed: "a number such as 0.1")
        }
        guard !fillBudget || strategy == .deltaDistillation else {
            throw UsageError.needsStrategy(option: "--fill-budget", strategy: SearchStrategy.deltaDistillation.rawValue)
        }
        guard (1...1000).contains(seeds) else {
            throw UsageError.outOfRange(option: "--seeds", value: "\(seeds)", allowed: "a number in 1...1000")
        }
        let processCount = try processes.count(trials: seeds)
        _ = try checkpoints.seconds()
        let budgets = try budget.required()
        let scope = budget.scope.budgetScope
        let threads = try latency.threadCount()
        let source = latency.source(databasePath: database.db)
        let interruption = Interruption()
        interruption.listen()
        let command = RunOrigin.command + " " + ShellWords.joined(Array(CommandLine.arguments.dropFirst()))
        let untimed = try space.resolve()
        let resolved: ResolvedSpace
        if dryRun, budgets.time != nil {
            // Measuring would write what it finds.
            guard let known = try untimed.knownTimes(threads: threads, from: source) else {
                throw UsageError.notMeasured(
                    space: space.space, threads: threads, input: untimed.input, database: database.db)
            }
            resolved = known
        } else {
            resolved = try untimed.timed(
                for: budgets, scope: scope, threads: threads, from: source, ProgressMeter(), interruption,
                command: command)
        }
        let request = try SearchRequest(
            resolved, budgets: budgets, scope: scope, strategy: strategy,
            configuration: SearchConfiguration(
                searchSteps: steps / 2, settleSteps: steps - steps / 2, pairs: pairs, beta: beta,
                fillsBudget: fillBudget, draws: draws, measuresDamages: measuredDamages, seed: seed))
        let jobs = try workers.count()
        if dryRun {
            let text = ForecastText(
                forecast: try SearchForecast(
                    request, name: experiment, trials: seeds, processes: processCount, workers: jobs,
                    databasePath: database.db, ProgressMeter(), interruption, command: command),
                request: request)
            return Terminal.print(output.format == .table ? text.table : text.document(output.format))
        }
        let search = try SearchExperiment(
            request, name: experiment, trials: seeds, databasePath: database.db, workers: max(1, jobs / processCount),
            latency: source, wait: StartWait(ProgressMeter(), interruption, command: command))
        search.checkpointInterval = try checkpoints.seconds()
        try SearchText.run(
            search, processes: processCount, workers: jobs, databasePath: database.db, output.format, interruption)
    }
}

extension SearchStrategy: ExpressibleByArgument {}
