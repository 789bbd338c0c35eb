import ArgumentParser
import DeltaSearch
import ExperimentStore
import Experiments
import Foundation
import StudentSpace

struct Derive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Cut fixed students out of a finished search, for its budget or others.")

    @Argument(
        help: ArgumentHelp("The experiment (default: the latest).", valueName: "name"),
        completion: .custom(ExperimentNames.complete))
    var experiment: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Budgets to derive for, comma-separated or repeated (default: the search's); 2GFLOPs+7ms, or one of each repeated, are kept both at once.",
            valueName: "budget"))
    var budget: [String] = []

    @Option(help: ArgumentHelp("What the budgets limit (default: as in the search).", valueName: "scope"))
    var budgetScope: StudentSpace.BudgetScope?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Where student.json and its weights go; of several budgets, each into a folder inside.",
            valueName: "folder"))
    var output: String = "student"

    @Flag(help: "Replace a fine-tuned student that is there.")
    var overwrite = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The trial to cut them out of (default: the one whose choice agrees best on held-back frames).",
            valueName: "number"))
    var trial: Int?

    @OptionGroup var latency: LatencyOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var printing: OutputOptions

    func run() async throws {
        let budgets = try Budgets.alternatives(parsing: budget)
        guard !output.isEmpty else {
            throw UsageError.outOfRange(option: "--output", value: "''", allowed: "a folder, such as student")
        }
        let interruption = Interruption()
        interruption.listen()
        // Without a word of theirs, threads are as in the search.
        let threads = try latency.threads.map { _ in try latency.threadCount() }
        let job = try DeriveJob(
            experiment, trial: trial, databasePath: database.db, workers: workers.count(),
            latency: latency.source(databasePath: database.db))
        SearchText.sayTrial(job)
        let derived = try job.run(
            budgets: budgets, scope: budgetScope, threads: threads, folder: output, overwrites: overwrite,
            ProgressMeter(), interruption,
            command: RunOrigin.command + " " + ShellWords.joined(Array(CommandLine.arguments.dropFirst())))
        guard printing.format == .table else {
            return Terminal.print(SearchText.students(derived, of: job.experiment.name).formatted(printing.format))
        }
        for student in derived { SearchText.print(student, of: job.experiment.name) }
    }
}
