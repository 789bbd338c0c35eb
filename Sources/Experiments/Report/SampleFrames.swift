import Compute
import DeltaSearch
import ExperimentStore
import Networks
import StudentSpace
import Training
import VideoData

/// Runs a student on a few frames of its experiment's data.
struct SampleFrames {
    /// The longer side of the pictures, in pixels.
    static let side = 400

    let request: SearchRequest
    let experiment: ExperimentRecord

    /// Up to `count` delta frames, each the farthest from its key frame, evenly over the windows that the search decided
    /// on.
    ///
    /// - Throws: ``ReportError``, ``StudentFileError``, and what reading and running throw.
    func run(_ student: StudentFiles.Loaded, count: Int) throws -> [SampleFrame] {
        let resolved = request.resolved
        guard student.teacher.predicts == .classes else { throw SettingError.noClasses(for: .pictures) }
        guard resolved.classes <= LabelMap.mostClasses else {
            throw SettingError.tooManyChannels(resolved.classes, for: .pictures, allowed: LabelMap.mostClasses)
        }
        let clip = try Clip(
            data: resolved.data, frames: resolved.frames, size: resolved.frameSize, classes: resolved.classes)
        guard try clip.fingerprint() == experiment.provenance.dataSha256 else {
            throw SearchJobError.inputChanged(
                experiment: experiment.name, input: .data, path: experiment.provenance.dataText)
        }
        let windows = try clip.split(interval: resolved.keyframeInterval).deciding.filter { !$0.deltaFrames.isEmpty }
        let chosen =
            windows.count <= count
            ? windows : (0..<count).map { windows[$0 * (windows.count - 1) / max(1, count - 1)] }
        // A key frame, a delta frame, a key frame, …: of every window its first and its last.
        let runner = try StreamRunner(student.teacher, student.student, interval: 2)
        // Where the teacher of key frames was tuned along, the original is what counts.
        let original = try student.original()
        let teacher = try Plan(
            (original ?? student.teacher).network,
            parameters: original.map { ParameterStore($0.parameters) } ?? runner.teacherParameters,
            options: PlanOptions(pool: runner.pool))
        return try chosen.map { try sample($0, of: clip.source, runner, original ?? student.teacher, teacher) }
    }

    private func sample(
        _ window: FrameWindow, of source: any FrameSource, _ runner: StreamRunner, _ model: TeacherModel,
        _ teacher: Plan
    ) throws -> SampleFrame {
        let index = window.deltaFrames.upperBound - 1
        _ = try runner.process(source.frame(at: window.keyFrame))
        let image = try source.frame(at: index)
        let student = try runner.process(image).scores
        model.normalization.write(image, to: teacher.tensor(model.frame))
        try teacher.forward()
        let taught = teacher.tensor(model.scores)
        var agreement = Agreement()
        agreement.add(StreamRunner.classes(student, at: image.size), StreamRunner.classes(taught, at: image.size))
        let target = Self.fitted(image.size)
        guard let taughtMap = StreamRunner.classes(taught, at: target).labels,
            let studentMap = StreamRunner.classes(student, at: target).labels
        else { preconditionFailure("classes that pictures show") }
        return try SampleFrame(
            index: index, distance: index - window.keyFrame, agreement: agreement.share ?? 0,
            image: image.resized(to: target), teacher: taughtMap, student: studentMap,
            classes: .usual(model.classes))
    }

    /// A size of the same shape whose longer side is no more than ``side``.
    private static func fitted(_ size: FrameSize) -> FrameSize {
        let longer = max(size.width, size.height)
        guard longer > side else { return size }
        func scaled(_ length: Int) -> Int { max(1, (length * side + longer / 2) / longer) }
        return FrameSize(height: scaled(size.height), width: scaled(size.width))
    }
}
