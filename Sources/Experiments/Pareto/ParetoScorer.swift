import Compute
import DeltaSearch
import Networks
import StudentSpace
import VideoData

/// Scores students on one range of frames.
final class ParetoScorer {
    private let clip: Clip
    private let source: FrameCache
    private let evaluator: StreamEvaluator
    private let windows: [FrameWindow]
    private let isFitted: Bool
    private var teacherMIoU: Double?

    init(_ job: DeriveJob, _ request: ParetoRequest, workers: Int) throws {
        let resolved = job.request.resolved
        let size = FrameSize(height: resolved.input.height, width: resolved.input.width)
        if let data = request.data {
            clip = try Clip(data: data, frames: request.frames, size: size, classes: resolved.classes)
            windows = FrameWindow.split(clip.range, interval: resolved.keyframeInterval, keepsLoneKeyFrame: true)
            isFitted = try clip.fingerprint() == job.dataSHA256
        } else {
            clip = job.clip
            windows = try ClipSplit(
                clip.range, interval: resolved.keyframeInterval, source: clip.source.name
            ).deciding
            isFitted = true
        }
        source = FrameCache(clip.source)
        evaluator = StreamEvaluator(job.teacher, interval: resolved.keyframeInterval, pool: WorkerPool(count: workers))
    }

    func point(
        _ series: String, _ budget: String, specPath: String, _ meter: ProgressMeter
    ) throws -> ParetoReport.Point {
        var point = try point(series, budget, StudentFiles.load(specPath).student, meter)
        point.isBaseline = false
        point.spec = specPath
        return point
    }

    func point(
        _ series: String, _ budget: String, _ student: Student, _ meter: ProgressMeter
    ) throws -> ParetoReport.Point {
        meter.begin("\(series) at \(budget)", total: windows.reduce(0) { $0 + $1.frames.count })
        let evaluation = try evaluator.evaluate(student, windows, of: source) { meter.update($0) }
        meter.end()
        teacherMIoU = evaluation.teacher.meanIoU
        return ParetoReport.Point(
            series: series, isBaseline: true, budget: budget, deltaFrameMACs: evaluation.deltaFrameMACs,
            amortisedMACs: evaluation.amortisedMACs,
            amortisedShare: Double(evaluation.amortisedMACs) / Double(evaluation.teacherMACs),
            agreement: evaluation.agreement.share, miou: evaluation.student.meanIoU)
    }

    func report(_ experiment: String, _ points: [ParetoReport.Point]) -> ParetoReport {
        let frames = (windows.first?.frames.lowerBound ?? 0)..<(windows.last?.frames.upperBound ?? 0)
        return ParetoReport(
            experiment: experiment, data: clip.source.name, range: frames, isFitted: isFitted,
            keyframeInterval: evaluator.interval, teacherMIoU: teacherMIoU, points: points)
    }
}
