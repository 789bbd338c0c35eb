import ArgumentParser
import Experiments
import Networks
import StudentSpace
import VideoData

/// The search space, and what is said otherwise than in its file.
struct SpaceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The search space: a deltanas.space/1 file.", valueName: "file"))
    var space: String

    @Option(
        help: ArgumentHelp(
            "The teacher: its weights as safetensors, or a model as ONNX (default: the space's).", valueName: "file"))
    var teacher: String?

    @Option(
        help: ArgumentHelp(
            """
            Frames to learn from: a video, a folder, a pattern, a data set, or streets:SEED[,frames=N] (default: the \
            space's).
            """, valueName: "source"))
    var data: String?

    @OptionGroup var frames: FrameOptions

    @OptionGroup var input: InputOptions

    @OptionGroup var interval: IntervalOptions

    /// The space with everything the command line says.
    func resolve() throws -> ResolvedSpace {
        // An empty path would be the working folder's.
        if teacher?.isEmpty == true { throw UsageError.noPath(option: "--teacher") }
        return try ResolvedSpace(
            spacePath: space,
            overrides: SpaceOverrides(
                teacher: teacher, data: data, frames: frames.parsed(), input: input.parsed(),
                keyframeInterval: interval.keyframeInterval))
    }
}

/// Which frames of a source.
struct FrameOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Frames of the source, both ends included: A..B, A.. or ..B (default: all).", valueName: "range"))
    var frames: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Take one of so many of these frames, from the first on (default: 1).", valueName: "K"))
    var stride: Int?

    func parsed() throws -> FrameRange? {
        var range = try frames.map(FrameRange.init(parsing:))
        guard let stride else { return range }
        guard (1...FrameRange.largestStride).contains(stride) else {
            throw UsageError.outOfRange(
                option: "--stride", value: "\(stride)", allowed: "a number in 1...\(FrameRange.largestStride)")
        }
        guard range.map({ $0.stride == 1 }) ?? true else {
            throw UsageError.outOfRange(
                option: "--frames", value: frames ?? "", allowed: "a range without a stride of its own beside --stride")
        }
        range = FrameRange(first: range?.first ?? 0, last: range?.last, stride: stride)
        return range
    }
}

/// The size that frames are brought to.
struct InputOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Input height and width in pixels (default: as the file says).", valueName: "HxW"))
    var input: String?

    func parsed() throws -> Size? {
        try input.map { text in
            guard let size = Size(text: text) else { throw UsageError.malformedSize(option: "--input", text: text) }
            return size
        }
    }
}

/// How often a key frame comes.
struct IntervalOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("A key frame every so many frames (default: as the file says).", valueName: "T"))
    var keyframeInterval: Int?
}
