import ArgumentParser
import Experiments
import Networks
import StudentSpace
import Training
import VideoData

struct Teach: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a teacher network from scratch, or score one.",
        discussion: """
            Trains with class-weighted cross-entropy, batch normalisation over groups of samples, and the same random \
            mirror, zoom and light for frame and labels. Ctrl-C stops after a checkpoint; --resume goes on from it to \
            the same weights. With --score nothing is trained: weights that exist are scored on --validate.
            """)

    @Option(help: "The network: \(Architecture.names.joined(separator: ", ")).")
    var architecture = "ddrnet-23-slim"

    @Option(parsing: .unconditional, help: "How many classes the labels have.")
    var classes = 11

    @Option(parsing: .unconditional, help: ArgumentHelp("Input height and width in pixels.", valueName: "HxW"))
    var input = "256x512"

    @Option(
        help: ArgumentHelp(
            "Labelled frames to train on: a folder with image/ and label/, a data set, streets:SEED, or streets:A..B for a street a seed. May be repeated.",
            valueName: "source"))
    var data: [String] = []

    @Option(
        help: ArgumentHelp(
            "Labelled frames to score on, written like --data: every frame of finite sources, \(Validation.endlessFrames) of endless ones. May be repeated.",
            valueName: "source"))
    var validate: [String] = []

    @OptionGroup(title: "Training") var training: TrainingOptions
    @OptionGroup var workers: WorkerOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the weights go, safetensors.", valueName: "file"))
    var output: String?

    @Flag(help: "How convolution weights are stored.")
    var precision: Precision = .half

    @Option(help: ArgumentHelp("Score these weights and train nothing.", valueName: "file"))
    var score: String?

    @OptionGroup var format: DocumentOptions

    enum Precision: String, EnumerableFlag {
        case half
        case full
    }

    func run() async throws {
        let architecture = try Architecture(name: architecture)
        guard let size = Size(text: input) else { throw UsageError.malformedSize(option: "--input", text: input) }
        // A size that no network of this kind can have is known before any frame is drawn.
        _ = try architecture.network(classes: classes, input: size)
        let frameSize = FrameSize(height: size.height, width: size.width)
        let validation = try SourceList.openLabelled(validate, size: frameSize, classes: classes)
        let meter = ProgressMeter()
        let report: TeachReport
        if let score {
            guard output == nil else { throw UsageError.conflict("--score", "--output") }
            guard !validation.isEmpty else {
                throw UsageError.missingOption("--validate", example: "--validate streets:1..4")
            }
            report = try TeachJob.score(
                score, architecture: architecture, classes: classes, input: size, validation: validation,
                workers: workers.count(), meter)
        } else {
            report = try train(architecture, size, validation, meter)
        }
        switch format.format {
        case .table: Terminal.print(TeachText(report).table)
        case .json: Terminal.print(report.json.text())
        case .csv: Terminal.print(Table(document: report.json).csv)
        }
    }

    private func train(
        _ architecture: Architecture, _ size: Size, _ validation: [any FrameSource], _ meter: ProgressMeter
    ) throws -> TeachReport {
        guard let output else { throw UsageError.missingOption("--output", example: "-o teacher.safetensors") }
        guard !data.isEmpty else { throw UsageError.missingOption("--data", example: "--data streets:1000..1047") }
        let configuration = try training.configuration()
        let workers = try workers.count()
        let sources = try SourceList.openLabelled(
            data, size: FrameSize(height: size.height, width: size.width), classes: classes)
        let interruption = Interruption()
        interruption.listen()
        for (name, value) in [
            ("architecture", "\(architecture.name), \(classes) classes, input \(size)"),
            ("data", "\(data.joined(separator: " ")) (\(counted(sources.count, "source")))"),
            ("validation", validate.isEmpty ? "none" : validate.joined(separator: " ")),
            ("training", training.description(configuration)),
            ("workers", "\(workers)"), ("weights", "\(output), \(precision.rawValue) precision"),
        ] { meter.note("\(name): \(value)") }
        let command =
            RunOrigin.command + " " + ShellWords.joined(Array(CommandLine.arguments.dropFirst()))
        return try TeachJob(
            architecture: architecture, classes: classes, input: size, sources: sources, validation: validation,
            configuration: configuration, output: output, checkpointInterval: training.checkpointInterval,
            resume: training.resume, workers: workers, halfPrecision: precision == .half,
            resumeCommand: training.resume ? command : command + " --resume"
        ).run(meter, interruption)
    }
}
