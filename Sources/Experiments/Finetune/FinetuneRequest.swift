public import DeltaSearch
import StudentSpace
public import VideoData

/// What `deltanas finetune` is asked for.
public struct FinetuneRequest: Sendable {
    public var specPath: String
    /// As a user writes them: a video each, or several joined ones.
    public var data: [String]
    /// Counted through all of them; nil: all.
    public var frames: FrameRange?
    /// Where the student goes.
    public var folder: String
    public var configuration: FinetuneConfiguration
    public var unfinished: Unfinished
    /// Whether another fine-tuned student may be replaced.
    public var overwrites = false

    /// What becomes of a run that the same command has left unfinished.
    public enum Unfinished: Hashable, Sendable {
        /// It goes on. Where it cannot, since no checkpoint of it is sound or an input is another, that is an error.
        case goOn
        /// It goes on; where it cannot, it is given up.
        case goOnOrBeginAnew
        /// It is given up, and so is the result of one that has come to its end.
        case beginAnew
    }

    public init(
        specPath: String, data: [String], frames: FrameRange?, folder: String, configuration: FinetuneConfiguration,
        unfinished: Unfinished = .goOn
    ) {
        self.specPath = specPath
        self.data = data
        self.frames = frames
        self.folder = folder
        self.configuration = configuration
        self.unfinished = unfinished
    }

    /// All by which a command is known again, but for its files: settings and frames as they were asked for.
    var settingsJSON: JSONValue {
        .object(configuration.members + [("frames", frames.map { .string("\($0)") } ?? .null)])
    }
}

extension FinetuneConfiguration {
    /// Every setting, in a fixed order.
    var json: JSONValue { .object(members) }

    fileprivate var members: [(String, JSONValue)] {
        [
            ("steps", .integer(steps)),
            ("clips", .integer(clips)),
            ("delta_frames", .integer(deltaFrames)),
            ("reach", reach.map { .integer($0) } ?? .null),
            ("learning_rate", .double(learningRate)),
            ("warmup", .integer(warmup)),
            ("teacher_rate", .double(teacherRate)),
            ("key_weight", .double(keyWeight)),
            ("distillation", .double(distillation)),
            ("distillation_share", .double(distillationShare)),
            ("label_weight", .double(labelWeight)),
            ("upsampling", .integer(upsampling)),
            ("temperature", .double(temperature)),
            ("averaging", .double(averaging)),
            ("reversal", .bool(reversal)),
            ("augmentation", .string("\(augmentation)")),
            ("augmentation_chance", .double(augmentationChance)),
            ("settle_share", .double(settleShare)),
            ("measure_interval", .integer(measureInterval)),
            ("seed", .string("\(seed)")),
        ]
    }
}
