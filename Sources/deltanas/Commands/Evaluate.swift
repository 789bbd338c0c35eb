import ArgumentParser
import Experiments
import StudentSpace

struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Score a derived student beside its teacher on video.",
        discussion: """
            A key frame at every T-th frame from the first, delta frames between; every frame is scored, against the \
            labels where there are any and against the teacher always. Temporal consistency is the mIoU between a \
            frame's prediction and that of the frame before, brought along by optical flow.
            """)

    @Argument(help: ArgumentHelp("The student: a deltanas.student/1 file.", valueName: "spec"))
    var spec: String

    @Option(
        help: ArgumentHelp(
            "Frames: a video, a folder, a pattern, a data set, or streets:SEED[,frames=N], several joined by +.",
            valueName: "source"))
    var data: String

    @OptionGroup var frames: FrameOptions
    @OptionGroup var interval: IntervalOptions
    @OptionGroup var keyFrames: KeyFrameOptions
    @OptionGroup var temporal: TemporalOptions
    @OptionGroup var input: InputOptions

    @Option(
        help: ArgumentHelp("The teacher's weights, where they no longer lie where the spec says.", valueName: "file"))
    var teacher: String?

    @OptionGroup var workers: WorkerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        if teacher?.isEmpty == true { throw UsageError.noPath(option: "--teacher") }
        let job = EvaluateJob(
            specPath: spec, data: data, frames: try frames.parsed(), keyframeInterval: interval.keyframeInterval,
            keyFrames: try keyFrames.parsed(), input: try input.parsed(), teacher: teacher, temporal: temporal.rule,
            flow: try temporal.source(), workers: try workers.count())
        let report = try job.run(ProgressMeter())
        switch output.format {
        case .table: Terminal.print(EvaluationText(report).table)
        case .json: Terminal.print(report.json.text())
        case .csv: Terminal.print(EvaluationText(report).csv)
        }
    }
}
