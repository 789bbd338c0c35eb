import ArgumentParser
import Experiments
import Foundation
import StudentSpace
import VideoData

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a derived student on video, frame by frame as a camera would deliver it.",
        discussion: """
            The teacher runs on key frames, the student between them; what it needs of the key frame is kept. Every \
            frame's latency is printed: from the decoded picture to class scores, normalisation included; decoding, \
            upsampling, colouring and writing are not in it. On one frame of \(RunJob.teacherStride) the teacher runs \
            too, to be timed beside.
            """)

    @Argument(help: ArgumentHelp("The student: a deltanas.student/1 file.", valueName: "spec"))
    var spec: String

    @Option(
        help: ArgumentHelp(
            "Frames: a video, a folder, a pattern, a data set, or streets:SEED[,frames=N], several joined by +.",
            valueName: "source"))
    var data: String

    @OptionGroup var frames: FrameOptions

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            """
            Where predictions go: a folder, for a coloured PNG named after each frame, or a video of the frames under \
            their colours, \(VideoFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: " ")) (default: none are \
            written).
            """, valueName: "path"))
    var output: String?

    @Flag(help: "Write predictions laid over the frames, as a video has them anyway.")
    var overlay = false

    @Option(
        help: ArgumentHelp(
            """
            Where class scores go, at the network's own resolution: float32 in NumPy's format, frames x classes x \
            height x width (default: nowhere).
            """, valueName: "file.npy"))
    var scores: String?

    @Flag(help: "Replace what is there already: pictures, a video, the file of scores.")
    var overwrite = false

    @OptionGroup var interval: IntervalOptions
    @OptionGroup var keyFrames: KeyFrameOptions
    @OptionGroup var input: InputOptions

    @Option(
        help: ArgumentHelp("The teacher's weights, where they no longer lie where the spec says.", valueName: "file"))
    var teacher: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Threads within a frame (default: all cores).", valueName: "count"))
    var threads: Int?

    @OptionGroup var format: OutputOptions

    func run() async throws {
        if teacher?.isEmpty == true { throw UsageError.noPath(option: "--teacher") }
        if overlay, output == nil {
            throw UsageError.missingOption("--output", example: "-o PATH, which --overlay speaks of")
        }
        if overwrite, output == nil, scores == nil {
            throw UsageError.missingOption("--output", example: "-o PATH, which --overwrite speaks of")
        }
        if scores?.isEmpty == true { throw UsageError.noPath(option: "--scores") }
        if let output, output.isEmpty {
            throw UsageError.outOfRange(
                option: "--output", value: "''", allowed: "a folder or a video, such as predictions or out.mp4")
        }
        var job = RunJob(specPath: spec, data: data, threads: try threadCount())
        job.frames = try frames.parsed()
        job.output = output
        job.scores = scores
        job.overlay = overlay
        job.overwrites = overwrite
        job.keyframeInterval = interval.keyframeInterval
        job.keyFrames = try keyFrames.parsed()
        job.input = try input.parsed()
        job.teacher = teacher
        let interruption = Interruption()
        interruption.listen()
        let text = RunText(format.format)
        let start = "\(spec) on \(data), \(counted(job.threads, "thread")); Ctrl-C ends it with a summary"
        let report = try job.run(interruption, started: { Terminal.note(start) }, text.show)
        text.show(report)
        switch report.ending {
        case .complete: return
        case .failed(let error): throw error
        case .interrupted(let next):
            let words =
                report.isVideo
                ? Array(CommandLine.arguments.dropFirst())
                : Self.arguments(from: next, to: report.hasEnd ? report.range.upperBound - 1 : nil)
            throw Interrupted(
                exitCode: interruption.exitCode, resumeCommand: RunOrigin.command + " " + ShellWords.joined(words),
                unwritten: report.isVideo ? report.output : nil, partial: report.partialVideo)
        }
    }

    /// More threads than cores only stand in each other's way.
    private func threadCount() throws -> Int {
        let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
        guard let threads else { return cores }
        guard WorkerOptions.allowed.contains(threads) else {
            throw UsageError.outOfRange(option: "--threads", value: "\(threads)", allowed: "a number in 1...1024")
        }
        if threads > cores { Terminal.note("\(threads) threads on \(counted(cores, "core")): \(cores) are used") }
        return min(threads, cores)
    }

    /// This command line with other frames.
    private static func arguments(from first: Int, to last: Int?) -> [String] {
        var words: [String] = []
        var skips = false
        for word in CommandLine.arguments.dropFirst() {
            if skips {
                skips = false
            } else if word == "--frames" {
                skips = true
            } else if !word.hasPrefix("--frames=") {
                words.append(word)
            }
        }
        return words + ["--frames", "\(FrameRange(first: first, last: last))"]
    }
}
