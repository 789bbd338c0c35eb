import Compute
public import DeltaSearch
import Foundation
public import Networks
import StudentSpace
import Training
public import VideoData

/// `deltanas run`: a student on a video, frame by frame as a camera delivers them.
///
/// One frame after the other is run, classified and written; nothing of a later frame is looked at before, but the next
/// few are decoded meanwhile.
/// Every ``teacherStride``-th frame the teacher runs on the same frame right after, with as many threads, to be timed
/// beside and compared with.
public struct RunJob: Sendable {
    public var specPath: String
    /// As a user writes it.
    public var data: String
    /// nil: all.
    public var frames: FrameRange?
    /// A folder for pictures, or a video file, by its extension; nil: nothing is written.
    public var output: String?
    /// Where class scores go, at the network's own resolution; nil: nowhere.
    public var scores: String?
    /// Colours over the frame instead of colours alone; a video has them so always.
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
        let input = FrameSize(height: model.input.height, width: model.input.width)
        let format = try output.flatMap(Self.videoFormat)
        // What is laid over frames of their own size wants them so; streets have none.
        let clip = try Clip(
            data: data, frames: frames, size: format == nil || data.hasPrefix("streets:") ? input : nil,
            classes: model.classes, access: .stream)
        let interval = keyframeInterval ?? loaded.spec.keyframeInterval
        let runner = try StreamRunner(model, loaded.student, interval: interval, threads: threads, keyFrames: keyFrames)
        let reference = try TeacherReference(model, beside: runner)
        if output != nil, model.predicts == .features { throw SettingError.noClasses(for: .pictures) }
        if output != nil, model.classes > LabelMap.mostClasses {
            throw SettingError.tooManyChannels(model.classes, for: .pictures, allowed: LabelMap.mostClasses)
        }
        let predictions = try output.map { try makePredictions($0, format, clip, classes: model.classes) }
        let scores = try scores.map {
            try ScoreFile($0, shape: runner.scoreShape, overwrites: overwrites)
        }
        var report = RunReport(
            self, clip, input: model.input, interval: interval, isVideo: format != nil, teacherMACs: model.macs,
            networks: runner.networks)
        started()
        let stream = FrameStream(clip.source, clip.range, hasEnd: clip.hasEnd, size: input)
        do {
            while true {
                guard !interruption.isRequested else {
                    report.ending = .interrupted(next: clip.original(clip.range.lowerBound + report.frames.count))
                    break
                }
                guard let next = try stream.next() else { break }
                let isCompared = report.frames.count % Self.teacherStride == min(3, clip.range.count - 1)
                let frame = try Self.step(next, of: clip, runner, isCompared ? reference : nil, predictions, scores)
                report.frames.append(frame)
                each(frame)
            }
            if case .complete = report.ending {
                report.end(in: clip)
                try predictions?.finish()
            }
        } catch {
            report.ending = .failed(error)
        }
        if case .complete = report.ending {
        } else if !report.frames.isEmpty {
            // What ended the stream is what is told, also where this fails.
            report.partialVideo = try? predictions?.keep()
        }
        if !report.frames.isEmpty { try scores?.finish() }
        return report
    }

    /// The format of a video; nil for a folder, also for one that is there and has a video's name.
    private static func videoFormat(_ path: String) throws -> VideoFormat? {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return nil }
        return try VideoFormat(path: path)
    }

    private func makePredictions(
        _ path: String, _ format: VideoFormat?, _ clip: Clip, classes: Int
    ) throws -> any Predictions {
        if let format {
            return try PredictionVideo(
                path, format: format, of: clip.source, classes: classes, data: data, overwrites: overwrites)
        }
        let own = clip.source.classSet.flatMap { $0.count == classes ? $0 : nil }
        return try PredictionFolder(
            path, classes: own ?? ClassSet.usual(classes), overlay: overlay, data: data,
            names: clip.range.lazy.map(clip.source.frameName), overwrites: overwrites)
    }

    private static func step(
        _ next: FrameStream.Frame, of clip: Clip, _ runner: StreamRunner, _ reference: TeacherReference?,
        _ predictions: (any Predictions)?, _ scores: ScoreFile?
    ) throws -> RunFrame {
        let frame = try runner.process(next.image)
        try scores?.append(frame.scores)
        let clock = ContinuousClock()
        let processed = clock.now
        let classes =
            runner.predicts == .classes ? StreamRunner.classes(frame.scores, at: next.image.size) : nil
        let classified = clock.now
        let name = clip.source.frameName(at: next.index)
        if let predictions {
            let shown = predictions.size == nil ? next.image : next.picture
            guard let classes else { preconditionFailure("classes that pictures show") }
            let map = shown.size == next.image.size ? classes : StreamRunner.classes(frame.scores, at: shown.size)
            guard let labels = map.labels else { preconditionFailure("classes that pictures show") }
            try predictions.write(labels, over: shown, name: name)
        }
        let written = clock.now
        let taught = try reference?.run(next.image)
        return RunFrame(
            index: clip.original(next.index), name: name, decision: frame.decision,
            latency: frame.duration.milliseconds, classification: (classified - processed).milliseconds,
            writing: predictions.map { _ in (written - classified).milliseconds }, macs: frame.macs,
            teacherLatency: taught?.latency,
            agreement: taught.flatMap { StreamRunner.agreement(frame.outputs, $0.outputs, classes, $0.classes) })
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

    func run(_ image: RGBImage) throws -> (latency: Double, outputs: [TensorBuffer], classes: ClassMap?) {
        let clock = ContinuousClock()
        let start = clock.now
        teacher.normalization.write(image, to: plan.tensor(teacher.frame))
        try plan.forward()
        let duration = clock.now - start
        let classes =
            teacher.predicts == .classes
            ? StreamRunner.classes(plan.tensor(teacher.scores), at: image.size) : nil
        return (duration.milliseconds, teacher.outputs.map { plan.tensor($0) }, classes)
    }
}
