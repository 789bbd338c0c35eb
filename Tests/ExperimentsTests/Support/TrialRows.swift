import ExperimentStore

@testable import Experiments

/// All that a database holds of a trial, clocks and paths aside: what a run that was interrupted has in common with
/// one that was not.
struct TrialRows: Equatable {
    var status: TrialRecord.Status
    var step: Int
    var metrics: [MetricRecord]
    var probabilities: [[ProbabilityRecord]]
    var measurements: [MeasurementRecord]
    var scores: [ScoreRecord]
    var sites: [SiteRecord]
    /// SHA-256 of the last checkpoint.
    var checkpoint: String?

    init(_ name: String? = nil, trial position: Int = 0, in space: TinySpace) throws {
        let database = try space.database()
        let experiment = try name.map(database.experiment(named:)) ?? database.latestExperiment()
        let trial = try database.trials(of: experiment)[position]
        status = trial.status
        step = trial.step
        metrics = try database.metrics(of: trial.id)
        sites = try database.sites(of: experiment)
        probabilities = try sites.indices.map { try database.probabilities(of: trial.id, site: $0) }
        measurements = try database.measurements(of: trial.id)
        scores = try database.scores(of: trial.id)
        checkpoint = try database.lastCheckpoint(of: trial.id)?.sha256
    }
}
