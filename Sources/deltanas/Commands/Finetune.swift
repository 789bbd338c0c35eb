import ArgumentParser
import Experiments
import StudentSpace

struct Finetune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train all weights of a derived student end to end, on clips of a key frame and delta frames.",
        discussion: """
            The student learns to say on delta frames what its teacher says. An eighth of the frames is held back: the \
            weights that agree best there are kept, and the last steps learn from these frames too. Ctrl-C stops after a \
            checkpoint; the same command goes on from it to the same weights.
            """)

    @Argument(help: ArgumentHelp("The student: a deltanas.student/1 file.", valueName: "spec"))
    var spec: String

    @Option(
        help: ArgumentHelp(
            "A video to learn from: a file, a folder of frames, a pattern, a data set, or streets:SEED[,frames=N]. May be repeated; --frames then counts through all of them.",
            valueName: "source"))
    var data: [String]

    @OptionGroup var frames: FrameOptions

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where student.json and its weights go.", valueName: "folder"))
    var output: String

    @Flag(help: "Give up what a run of the same command has left, unfinished or finished, and begin again.")
    var anew = false

    @Flag(help: "Replace another run's fine-tuned student that is there.")
    var overwrite = false

    @OptionGroup(title: "Training") var training: FinetuneOptions
    @OptionGroup var checkpoints: CheckpointOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var format: DocumentOptions

    func run() async throws {
        guard !output.isEmpty else {
            throw UsageError.outOfRange(option: "--output", value: "''", allowed: "a folder, such as student")
        }
        let workers = try workers.count()
        var request = FinetuneRequest(
            specPath: spec, data: data, frames: try frames.parsed(),
            folder: output.count > 1 && output.hasSuffix("/") ? String(output.dropLast()) : output,
            configuration: try training.configuration(), unfinished: anew ? .beginAnew : .goOn)
        request.overwrites = overwrite
        let interruption = Interruption()
        interruption.listen()
        // What goes on after a stop does not begin anew once more.
        let command =
            RunOrigin.command + " " + ShellWords.joined(CommandLine.arguments.dropFirst().filter { $0 != "--anew" })
        let job = try FinetuneJob(
            request, databasePath: database.db, workers: workers, command: command,
            wait: StartWait(ProgressMeter(), interruption, command: command))
        job.checkpointInterval = try checkpoints.seconds()
        FinetuneText.describe(job, workers: workers).forEach(Terminal.note)
        let report = try job.run(ProgressMeter(), interruption) { ErrorMessage($0).line }
        switch format.format {
        case .table: Terminal.print(FinetuneText.table(report))
        case .json: Terminal.print(report.json.text())
        case .csv: Terminal.print(Table(document: report.json).csv)
        }
        Terminal.note("next: \(RunOrigin.command) evaluate \(ShellWords.quoted(report.specPath)) --data SOURCE")
    }
}
