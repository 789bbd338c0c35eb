import Compute
public import DeltaSearch
public import Networks
import StudentSpace
import Training
public import VideoData

/// `deltanas run`: a student on a video, frame by frame as a camera delivers them.
///
/// One frame after the other is decoded, run, classified and written; nothing of a later frame is looked at before.
/// Every ``teacherStride``-th frame the teacher runs on the same frame right after, with as many threads, to be timed
/// beside and compared with.
public struct RunJob: Sendable {
    public var specPath: String
    /// As a user writes it.
    public var data: String
    /// nil: all.
    public var frames: FrameRange?
    /// nil: no pictures are written.
    public var output: String?
    /// Where class scores go, at the network's own resolution; nil: nowhere.
    public var scores: String?
    /// Colours over the frame instead of colours alone.
    public var overlay = false
    /// Whether pictures that are in the folder may be replaced.
    public var overwrites = false
    /// nil: the spec's.
    public var keyframeInterval: Int?
    public var keyFrames: KeyFramePolicy = .fixed
    /// nil: the spec's.
    public var input: Size?
    /// The teacher's weights; nil: as the spec says.
    public var teacher: String?
    /// Within a frame.
    public var threads: Int

    /// The teacher runs on one frame of so many.
    public static let teacherStride = 7

    public init(specPath: String, data: String, threads: Int) {
        self.specPath = specPath
        self.data = data
        self.threads = threads
    }

    /// Runs the stream until it ends, someone asks for a stop, or a frame fails; the report says which.
    ///
    /// - Parameters:
    ///   - started: called before the first frame, once nothing that can be known before is wrong.
    ///   - each: called with each frame once its picture is written.
    /// - Throws: what is wrong before the first frame: ``SettingError``, ``StudentFileError``, ``RunError``, and what
    ///   reading, building and making the folder throw.
    public func run(
        _ interruption: Interruption, started: () -> Void = {}, _ each: (RunFrame) -> Void
    ) throws -> RunReport {
        if let interval = keyframeInterval, !EvaluateJob.keyframeIntervals.contains(interval) {
            throw SettingError.keyframeInterval(interval, allowed: EvaluateJob.keyframeIntervals)
        }
        let loaded = try StudentFiles.load(specPath, teacher: teacher, input: input)
        let model = loaded.teacher
        let clip = try Clip(
            data: data, frames: frames, size: FrameSize(height: model.input.height, width: model.input.width),
            classes: model.classes)
        let interval = keyframeInterval ?? loaded.spec.keyframeInterval
        let runner = try StreamRunner(model, loaded.student, interval: interval, threads: threads, keyFrames: keyFrames)
        let reference = try TeacherReference(model, beside: runner)
        let folder = try output.map {
            try PredictionFolder(
                $0, classes: model.classes, overlay: overlay, data: data,
                names: clip.range.lazy.map(clip.source.frameName), overwrites: overwrites)
        }
        let scores = try scores.map {
            try ScoreFile($0, shape: runner.scoreShape, overwrites: overwrites)
        }
        var report = RunReport(
            self, source: clip.source.name, range: clip.range, input: model.input, interval: interval,
            teacherMACs: model.macs, networks: runner.networks)
        started()
        for (place, index) in clip.range.enumerated() {
            guard !interruption.isRequested else {
                report.ending = .interrupted(next: index)
                break
            }
            do {
                let isCompared = place % Self.teacherStride == min(3, clip.range.count - 1)
                let frame = try Self.step(index, of: clip.source, runner, isCompared ? reference : nil, folder, scores)
                report.frames.append(frame)
                each(frame)
            } catch {
                report.ending = .failed(error)
                break
            }
        }
        if !report.frames.isEmpty { try scores?.finish() }
        return report
    }

    private static func step(
        _ index: Int, of source: any FrameSource, _ runner: StreamRunner, _ reference: TeacherReference?,
        _ folder: PredictionFolder?, _ scores: ScoreFile?
    ) throws -> RunFrame {
        let image = try source.frame(at: index)
        let frame = try runner.process(image)
        try scores?.append(frame.scores)
        let clock = ContinuousClock()
        let processed = clock.now
        let classes = StreamRunner.classes(frame.scores, at: image.size)
        let classified = clock.now
        let name = source.frameName(at: index)
        try folder?.write(classes, over: image, name: name)
        let written = clock.now
        let taught = try reference?.run(image)
        return RunFrame(
            index: index, name: name, decision: frame.decision, latency: frame.duration.milliseconds,
            classification: (classified - processed).milliseconds,
            writing: folder.map { _ in (written - classified).milliseconds }, macs: frame.macs,
            teacherLatency: taught?.latency, agreement: taught.flatMap { agreement(classes, $0.classes) })
    }

    private static func agreement(_ one: LabelMap, _ other: LabelMap) -> Double? {
        var agreement = Agreement()
        agreement.add(one, other)
        return agreement.share
    }
}

/// The teacher as it would run on every frame.
private final class TeacherReference {
    private let teacher: TeacherModel
    private let plan: Plan

    /// On the stream's own threads, which are idle between its frames.
    init(_ teacher: TeacherModel, beside runner: StreamRunner) throws {
        self.teacher = teacher
        plan = try Plan(
            teacher.network, parameters: runner.teacherParameters, options: PlanOptions(pool: runner.pool))
        try plan.forward()
    }

    func run(_ image: RGBImage) throws -> (latency: Double, classes: LabelMap) {
        let clock = ContinuousClock()
        let start = clock.now
        teacher.normalization.write(image, to: plan.tensor(teacher.frame))
        try plan.forward()
        let duration = clock.now - start
        return (duration.milliseconds, StreamRunner.classes(plan.tensor(teacher.scores), at: image.size))
    }
}
