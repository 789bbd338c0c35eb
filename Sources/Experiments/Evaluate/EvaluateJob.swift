import Compute
public import DeltaSearch
public import Networks
import StudentSpace
public import VideoData

/// `deltanas evaluate`: a derived student beside its teacher, over frames of a video.
public struct EvaluateJob: Sendable {
    public var specPath: String
    /// As a user writes it.
    public var data: String
    /// nil: all.
    public var frames: FrameRange?
    /// nil: the spec's.
    public var keyframeInterval: Int?
    public var keyFrames: KeyFramePolicy
    /// nil: the spec's.
    public var input: Size?
    /// The teacher's weights; nil: as the spec says.
    public var teacher: String?
    /// How steadiness over time is scored; nil: not at all.
    public var temporal: TemporalProtocol?
    /// Where optical flow comes from, as a user writes it; nil: from the source where it knows it, else estimated.
    public var flow: String?
    public var workers: Int

    /// At 1 every frame is a key frame.
    public static let keyframeIntervals = 1...1000

    public init(
        specPath: String, data: String, frames: FrameRange? = nil, keyframeInterval: Int? = nil,
        keyFrames: KeyFramePolicy = .fixed, input: Size? = nil, teacher: String? = nil,
        temporal: TemporalProtocol? = .nearest, flow: String? = nil, workers: Int
    ) {
        self.specPath = specPath
        self.data = data
        self.frames = frames
        self.keyframeInterval = keyframeInterval
        self.keyFrames = keyFrames
        self.input = input
        self.teacher = teacher
        self.temporal = temporal
        self.flow = flow
        self.workers = workers
    }

    /// Runs every frame: a key frame at every T-th from the first, or where the policy wants one; delta frames between.
    ///
    /// - Throws: ``SettingError``, ``StudentFileError``, ``FlowError``, and what reading, building and running throw.
    public func run(_ meter: ProgressMeter) throws -> EvaluationReport {
        if let interval = keyframeInterval, !Self.keyframeIntervals.contains(interval) {
            throw SettingError.keyframeInterval(interval, allowed: Self.keyframeIntervals)
        }
        let loaded = try StudentFiles.load(specPath, teacher: teacher, input: input)
        // A video is decoded while it is scored, and ends where it ends.
        if let report = try run(loaded, .once, meter) { return report }
        guard let report = try run(loaded, .counted, meter) else {
            throw SettingError.tooManyFrames(Clip.longest, source: data, allowed: Clip.longest)
        }
        return report
    }

    /// nil where there are more frames than the source said.
    private func run(
        _ loaded: StudentFiles.Loaded, _ access: FrameAccess, _ meter: ProgressMeter
    ) throws -> EvaluationReport? {
        let model = loaded.teacher
        let clip = try Clip(
            data: data, frames: frames, size: FrameSize(height: model.input.height, width: model.input.width),
            classes: model.classes, access: access)
        // Of more classes than labels have, nothing is brought along.
        let scoring = try (model.classes <= LabelMap.mostClasses && model.predicts == .classes ? temporal : nil).map {
            TemporalScoring($0, flow: try FlowSource.open(flow, for: clip.source, frames: clip.range.dropFirst()))
        }
        let interval = keyframeInterval ?? loaded.spec.keyframeInterval
        let evaluator = StreamEvaluator(
            model, original: try loaded.original(), interval: interval, pool: WorkerPool(count: workers))
        meter.begin("evaluate", total: clip.frameCount)
        let evaluation =
            switch keyFrames {
            case .fixed:
                try evaluator.evaluate(
                    loaded.student, FrameWindow.split(clip.range, interval: interval, keepsLoneKeyFrame: true),
                    of: clip.source, temporal: scoring, mayEndEarly: !clip.hasEnd
                ) { meter.update($0) }
            case .adaptive:
                try evaluator.evaluate(
                    loaded.student, stream: clip.range, of: clip.source, keyFrames: keyFrames, temporal: scoring,
                    mayEndEarly: !clip.hasEnd
                ) { meter.update($0) }
            }
        if !clip.hasEnd, evaluation.frames == clip.frameCount, try clip.goesOn() {
            meter.abandon()
            return nil
        }
        meter.end()
        let range = clip.range.prefix(evaluation.frames)
        return EvaluationReport(
            specPath: specPath, data: clip.source.name, range: range, input: model.input, flow: scoring?.flow.name,
            isTeacherTuned: loaded.spec.teacher.original != nil, evaluation: evaluation)
    }
}
