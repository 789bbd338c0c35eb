import ArgumentParser
import Experiments
import Foundation

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take up what is left of a search: trials that were interrupted, cut off or failed, or never begun.",
        discussion: """
            Any number of processes may do so at the same time, on any machine that sees the files: each takes trials that \
            nobody else runs. Results are the same, whoever runs what.
            """)

    @Argument(
        help: ArgumentHelp("The experiment (default: the latest).", valueName: "name"),
        completion: .custom(ExperimentNames.complete))
    var experiment: String?

    @OptionGroup var processes: ProcessOptions

    @Flag(help: "Begin a trial again where none of its checkpoints is what was written.")
    var anew = false

    @OptionGroup var checkpoints: CheckpointOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var output: OutputOptions

    @Flag(help: .hidden)
    var worker = false

    func run() async throws {
        let jobs = try workers.count()
        let count = try processes.count(trials: ProcessOptions.allowed.upperBound)
        let interruption = Interruption()
        interruption.listen()
        if worker { return try work(jobs, interruption) }
        let command = RunOrigin.command + " " + ShellWords.joined(Array(CommandLine.arguments.dropFirst()))
        let search = try SearchExperiment(
            resuming: experiment, databasePath: database.db, workers: max(1, jobs / count),
            latency: LatencyOptions.source(databasePath: database.db),
            wait: StartWait(ProgressMeter(), interruption, command: command))
        search.checkpointInterval = try checkpoints.seconds()
        search.beginsDamagedAnew = anew
        try SearchText.run(
            search, processes: min(count, search.trials().count), workers: jobs, databasePath: database.db,
            output.format, interruption)
    }

    /// One of the processes that another has started: it says nothing but what is worth a line.
    private func work(_ jobs: Int, _ interruption: Interruption) throws {
        TrialWorker.stop(interruption)
        do {
            let meter = ProgressMeter(isTerminal: false, isQuiet: true)
            let search = try SearchExperiment(
                resuming: experiment, isWorker: true, databasePath: database.db, workers: jobs,
                latency: LatencyOptions.source(databasePath: database.db),
                wait: StartWait(meter, interruption, command: ""))
            search.checkpointInterval = try checkpoints.seconds()
            search.beginsDamagedAnew = anew
            let trials = SearchTrials(search)
            trials.willRun = { job, _ in SearchText.warn(job) }
            _ = try trials.run(meter, interruption) { ErrorMessage($0).line }
        } catch let error as Interrupted {
            // The one that has started it says how to go on.
            Foundation.exit(error.exitCode)
        } catch SearchJobError.alreadyFinished, SearchJobError.trialsFailed {
            return
        }
    }
}
