import ExperimentStore
import Foundation
import StudentSpace

/// All that a report shows, as values.
public struct ReportContents: Sendable {
    public internal(set) var details: ExperimentDetails
    /// Of every trial, in their order.
    var courses: [Course]
    /// nil: the recorded space does not resolve.
    var topology: SiteTopology?
    /// nil: none lies beside the students.
    var pareto: (path: String, report: ParetoReport)?
    /// Numbers of every fine-tuning run, in their order.
    var finetunings: [[MetricSeries]]
    public internal(set) var frames: Frames
    var databasePath: String
    /// Whether the row says that it runs, and no process of this machine does.
    var isCutOff: Bool
    var madeAt: Date

    /// What a trial recorded on its way.
    struct Course: Sendable {
        var metrics: [MetricSeries]
        /// By site, then step.
        var probabilities: [ProbabilityRecord]

        func series(_ name: String) -> MetricSeries? { metrics.first { $0.name == name } }
    }

    /// Sample frames, or why there are none.
    public enum Frames: Sendable {
        case shown([SampleFrame], student: String)
        case missing(String)
    }
}
