import ArgumentParser
import Experiments
import StudentSpace

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a derived student as two ONNX models.",
        discussion: """
            key.onnx takes a key frame to scores and a state, delta.onnx a frame and that state to scores: standard \
            operators of opset 17, weights inside, an open batch. A README.md beside them has the Python that streams \
            a video through ONNX Runtime.
            """)

    @Argument(help: ArgumentHelp("The student: a deltanas.student/1 file.", valueName: "spec"))
    var spec: String

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("The folder that is made; nothing is left of it where it fails.", valueName: "folder"))
    var output: String

    @Flag(help: "Replace an export that is there already.")
    var overwrite = false

    @Flag(
        help: ArgumentHelp(
            """
            Read the files again and compare their scores with the engine's, on a key frame, \(ExportCheck.reach) \
            delta frames and a key frame; exits 5 where they differ by more than \(ExportCheck.tolerance) of the \
            scores' range.
            """))
    var check = false

    @Option(
        help: ArgumentHelp(
            "Frames for --check: a folder, or streets:SEED[,frames=N] (default: streets:1).", valueName: "source"))
    var data: String?

    @OptionGroup var frames: FrameOptions
    @OptionGroup var input: InputOptions

    @Option(
        help: ArgumentHelp("The teacher's weights, where they no longer lie where the spec says.", valueName: "file"))
    var teacher: String?

    @OptionGroup var format: DocumentOptions

    func run() async throws {
        if teacher?.isEmpty == true { throw UsageError.noPath(option: "--teacher") }
        if output.isEmpty {
            throw UsageError.outOfRange(option: "--output", value: "''", allowed: "a folder, such as exported")
        }
        let frames = try frames.parsed()
        for (isGiven, name) in [(data != nil, "--data"), (frames != nil, "--frames")] where isGiven && !check {
            throw UsageError.missingOption("--check", example: "--check, which \(name) is for")
        }
        var job = ExportJob(specPath: spec, output: output)
        job.overwrites = overwrite
        job.input = try input.parsed()
        job.teacher = teacher
        if check { job.check = ExportCheck(data: data, frames: frames) }
        let text = ExportText(try job.run())
        switch format.format {
        case .table: Terminal.print(text.table)
        case .json: Terminal.print(text.json.text())
        case .csv: Terminal.print(Table(document: text.json).csv)
        }
    }
}
