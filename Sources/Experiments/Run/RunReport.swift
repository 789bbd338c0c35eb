public import DeltaSearch
public import Networks
public import StudentSpace
public import VideoData

/// What `deltanas run` says of a stream.
public struct RunReport: Sendable {
    public let specPath: String
    public let data: String
    /// From the first frame that was asked for to the last, as the user counts them.
    public private(set) var range: Range<Int>
    /// How many were asked for.
    public private(set) var asked: Int
    /// Of the frames asked for, a second; nil where nobody says.
    public let frameRate: VideoRate?
    public let input: Size
    public let threads: Int
    public let interval: Int
    public let keyFrames: KeyFramePolicy
    public let output: String?
    /// Whether the output is a video, which is there whole or not at all.
    public let isVideo: Bool
    /// Whether ``range`` is what was asked for or known to be there, and no estimate.
    public private(set) var hasEnd: Bool
    public let teacherMACs: Int
    public let networks: StreamNetworks
    /// Frames that were run.
    public internal(set) var frames: [RunFrame] = []
    public internal(set) var ending = Ending.complete
    /// Of a video that did not come to its end: where what was written of it is.
    public internal(set) var partialVideo: String?

    /// How a run came to its end.
    public enum Ending: Sendable {
        case complete
        /// Someone asked for it; `next` is the first frame that was not run.
        case interrupted(next: Int)
        case failed(any Error)
    }

    init(
        _ job: RunJob, _ clip: Clip, input: Size, interval: Int, isVideo: Bool, teacherMACs: Int,
        networks: StreamNetworks
    ) {
        self.isVideo = isVideo
        hasEnd = clip.hasEnd
        specPath = job.specPath
        data = clip.source.name
        range = clip.original(clip.range.lowerBound)..<clip.original(clip.range.upperBound - 1) + 1
        asked = clip.range.count
        frameRate = clip.source.frameRate
        self.input = input
        threads = job.threads
        self.interval = interval
        keyFrames = job.keyFrames
        output = job.output
        self.teacherMACs = teacherMACs
        self.networks = networks
    }

    /// After the last frame: where the end was an estimate, it is known now.
    mutating func end(in clip: Clip) {
        guard !clip.hasEnd, let last = frames.last?.index else { return }
        asked = frames.count
        hasEnd = true
        range = range.lowerBound..<last + 1
    }

    /// Where the output has come to be.
    public var writtenOutput: String? {
        if isVideo, case .complete = ending { return output }
        return isVideo ? partialVideo : output
    }

    public var keyFrameCount: Int { frames.count(where: \.isKey) }
    public var cutCount: Int { frames.count { $0.decision.cause == .cut } }
    public var key: LatencySummary? { LatencySummary(frames.filter(\.isKey).map(\.latency)) }
    public var delta: LatencySummary? { LatencySummary(frames.filter { !$0.isKey }.map(\.latency)) }
    public var all: LatencySummary? { LatencySummary(frames.map(\.latency)) }
    public var teacher: LatencySummary? { LatencySummary(frames.compactMap(\.teacherLatency)) }
    public var classification: LatencySummary? { LatencySummary(frames.map(\.classification)) }
    public var writing: LatencySummary? { LatencySummary(frames.compactMap(\.writing)) }

    /// Mean multiply-accumulates of a frame, rounded up.
    public var meanMACs: Int {
        frames.isEmpty ? 0 : (frames.reduce(0) { $0 + $1.macs } + frames.count - 1) / frames.count
    }

    /// On the frames on which the teacher ran too.
    public var agreement: Double? {
        let shares = frames.compactMap(\.agreement)
        return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
    }

    /// The report with stable keys, frames included; times are in milliseconds.
    public var json: JSONValue {
        .object([
            ("spec", .string(specPath)),
            ("data", .string(data)),
            ("first_frame", .integer(range.lowerBound)),
            ("frames", .integer(frames.count)),
            ("source_fps", .number(frameRate?.framesPerSecond)),
            ("input", .string("\(input)")),
            ("threads", .integer(threads)),
            ("keyframe_interval", .integer(interval)),
            ("keyframe_policy", .string(keyFrames.text)),
            ("key_frames", .integer(keyFrameCount)),
            ("cuts", .integer(cutCount)),
            ("key_ms", LatencySummary.json(key)),
            ("delta_ms", LatencySummary.json(delta)),
            ("frame_ms", LatencySummary.json(all)),
            ("fps", .number(all?.framesPerSecond)),
            ("teacher_ms", LatencySummary.json(teacher)),
            ("teacher_fps", .number(teacher?.framesPerSecond)),
            ("classification_ms", LatencySummary.json(classification)),
            ("writing_ms", LatencySummary.json(writing)),
            ("agreement", .number(agreement)),
            ("teacher_macs", .integer(teacherMACs)),
            ("delta_frame_macs", .integer(networks.deltaMACs)),
            ("mean_macs", .integer(meanMACs)),
            ("state_bytes", .integer(networks.stateByteCount)),
            ("state_tensors", .integer(networks.stateTensors.count)),
            ("complete", .bool({ if case .complete = ending { true } else { false } }())),
            ("per_frame", .array(frames.map { .object(Self.columns($0)) })),
        ])
    }

    /// A frame's values, by stable keys.
    public static func columns(_ frame: RunFrame) -> [(String, JSONValue)] {
        [
            ("frame", .integer(frame.index)),
            ("name", .string(frame.name)),
            ("kind", .string(frame.isKey ? "key" : "delta")),
            ("cause", .string(frame.decision.cause?.rawValue)),
            ("distance", .integer(frame.decision.distance)),
            ("latency_ms", .number(frame.latency)),
            ("classification_ms", .number(frame.classification)),
            ("writing_ms", .number(frame.writing)),
            ("macs", .integer(frame.macs)),
            ("change", .number(frame.decision.signal)),
            ("teacher_ms", .number(frame.teacherLatency)),
            ("agreement", .number(frame.agreement)),
        ]
    }
}

extension LatencySummary {
    fileprivate static func json(_ summary: LatencySummary?) -> JSONValue {
        guard let summary else { return .null }
        return .object([
            ("frames", .integer(summary.count)),
            ("mean", .number(summary.mean)),
            ("median", .number(summary.median)),
            ("p95", .number(summary.percentile95)),
        ])
    }
}
