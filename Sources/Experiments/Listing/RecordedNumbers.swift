public import ExperimentStore
import Networks

/// What one run recorded, step by step.
public struct RecordedNumbers: Sendable {
    /// Which run of an experiment.
    public enum Run: Sendable, Hashable {
        /// By its position; nil: the furthest.
        case trial(Int?)
        /// The last fine-tuning run.
        case finetuning
    }

    /// The experiment and the run: `tiny, trial 0`.
    public let title: String
    /// By name.
    public let all: [MetricSeries]

    /// - Parameter name: nil: the latest experiment.
    /// - Throws: ``StoreError``; ``LookingError``.
    public init(_ name: String?, run: Run, in database: ExperimentDatabase) throws {
        let experiment = try name.map(database.experiment(named:)) ?? database.latestExperiment()
        switch run {
        case .trial(let position):
            let trials = try database.trials(of: experiment)
            let furthest = trials.max { ($0.step, -$0.position) < ($1.step, -$1.position) }
            guard let trial = position.map({ at in trials.first { $0.position == at } }) ?? furthest else {
                throw LookingError.noTrial(
                    experiment: experiment.name, wanted: position, known: trials.map(\.position))
            }
            title = "\(experiment.name), trial \(trial.position)"
            all = MetricSeries.all(try database.metrics(of: trial.id))
        case .finetuning:
            guard let last = try database.finetunings(of: experiment.name).last else {
                throw LookingError.noFinetuning(experiment: experiment.name)
            }
            title = "\(experiment.name), fine-tuning"
            all = MetricSeries.all(try database.metrics(ofFinetuning: last.id))
        }
    }

    /// The series of these names in this order; of none, the divergence, or the first there is.
    ///
    /// - Throws: ``LookingError``.
    public func series(_ names: [String]) throws(LookingError) -> [MetricSeries] {
        guard !all.isEmpty else { throw .noMetrics(run: title) }
        if names.isEmpty { return [all.first { $0.name == "divergence" } ?? all[0]] }
        var chosen: [MetricSeries] = []
        for name in names {
            guard let series = all.first(where: { $0.name == name }) else {
                let known = all.map(\.name)
                throw .unknownMetric(
                    name, run: title, suggestion: Spelling.closest(to: name, in: known), known: known)
            }
            chosen.append(series)
        }
        return chosen
    }
}

/// Something that was to be looked at and is not there.
public enum LookingError: Error, Hashable, Sendable {
    /// No trial of that position; `wanted` is nil where there is none at all.
    case noTrial(experiment: String, wanted: Int?, known: [Int])
    case noFinetuning(experiment: String)
    /// A run that has recorded nothing.
    case noMetrics(run: String)
    case unknownMetric(String, run: String, suggestion: String?, known: [String])
}
