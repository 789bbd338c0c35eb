import Compute
import DeltaSearch
import ExperimentStore
import Networks
import StudentSpace
import VideoData

/// Scores students on one range of frames.
final class ParetoScorer {
    /// SHA-256 of the frames and their labels.
    let dataSHA256: String
    /// Whether weights were fitted on the frames.
    private let isFitted: Bool
    private let clip: Clip
    private let source: FrameCache
    private let evaluator: StreamEvaluator
    private let windows: [FrameWindow]

    init(_ job: DeriveJob, _ request: ParetoRequest, workers: Int) throws {
        let resolved = job.request.resolved
        let size = FrameSize(height: resolved.input.height, width: resolved.input.width)
        if let data = request.data {
            clip = try Clip(data: data, frames: request.frames, size: size, classes: resolved.classes)
            windows = FrameWindow.split(clip.range, interval: resolved.keyframeInterval, keepsLoneKeyFrame: true)
            dataSHA256 = try clip.fingerprint()
            isFitted = dataSHA256 == job.dataSHA256
        } else {
            clip = job.clip
            windows = try clip.split(interval: resolved.keyframeInterval).deciding
            dataSHA256 = job.dataSHA256
            isFitted = true
        }
        source = FrameCache(clip.source)
        evaluator = StreamEvaluator(job.teacher, interval: resolved.keyframeInterval, pool: WorkerPool(count: workers))
    }

    /// What the database calls the frames.
    var dataText: String {
        DataSource.text(clip.source.name, changingPath: SearchInputs.absolute)
    }

    /// The frames that are scored.
    var range: Range<Int> {
        (windows.first?.frames.lowerBound ?? 0)..<(windows.last?.frames.upperBound ?? 0)
    }

    /// By which a point is known again: all that determines its scores.
    func identity(_ series: ParetoSeries, _ limit: BudgetLimit, finetuning: FinetuneConfiguration?) -> String {
        let job = series.derivation
        let parts = [
            ToolVersion.name, job.experiment.name, "\(job.experiment.id)", job.checkpointSHA256,
            job.experiment.settings.settingsJson, series.baseline?.rawValue ?? "", "\(limit.text) \(limit.scope)",
            finetuning?.json.text() ?? "", dataSHA256, "\(range)", "\(limit.keyframeInterval)",
        ]
        return SHA256.hex(of: parts.joined(separator: "\n").utf8)
    }

    func evaluate(_ student: Student, _ phase: String, _ meter: ProgressMeter) throws -> Evaluation {
        meter.begin(phase, total: windows.reduce(0) { $0 + $1.frames.count })
        defer { meter.end() }
        return try evaluator.evaluate(student, windows, of: source) { meter.update($0) }
    }

    /// A report without points.
    func report(_ experiment: String) -> ParetoReport {
        ParetoReport(
            experiment: experiment, data: clip.source.name, range: range, isFitted: isFitted,
            keyframeInterval: evaluator.interval, teacherMIoU: nil, points: [])
    }
}
