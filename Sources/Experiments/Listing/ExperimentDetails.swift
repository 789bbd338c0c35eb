public import ExperimentStore
public import StudentSpace

/// All that `deltanas show` says of an experiment.
public struct ExperimentDetails: Sendable {
    public var experiment: ExperimentRecord
    public var trials: [Trial]
    public var sites: [ExperimentStore.SiteRecord]
    public var derivations: [DerivationRecord]
    /// Fine-tuning runs of its students.
    public var finetunings: [FinetuningRecord]
    public var events: [EventRecord]
    /// The student that was derived last; nil where there is none.
    public var lastStudent: StudentSpec?

    public struct Trial: Sendable {
        public var record: TrialRecord
        /// The last value of every metric, by name.
        public var metrics: [MetricRecord]
        /// The networks that were measured end to end, by step, the best of a step first.
        public var measurements: [MeasurementRecord]
        /// The last probabilities of every site that has any.
        public var probabilities: [ProbabilityRecord]

        /// The probabilities of a site's candidates, in their order.
        public func probabilities(site: Int) -> [Double]? {
            probabilities.first { $0.site == site }?.probabilities
        }
    }

    /// Reads an experiment by its name; nil: the latest.
    ///
    /// - Throws: ``StoreError``.
    public init(_ name: String?, in database: ExperimentDatabase) throws {
        let experiment = try name.map(database.experiment(named:)) ?? database.latestExperiment()
        self.experiment = experiment
        trials = try database.trials(of: experiment).map { trial in
            var last: [String: MetricRecord] = [:]
            for metric in try database.metrics(of: trial.id) where metric.step >= last[metric.name]?.step ?? .min {
                last[metric.name] = metric
            }
            return Trial(
                record: trial, metrics: last.values.sorted { $0.name < $1.name },
                measurements: try database.measurements(of: trial.id),
                probabilities: try database.latestProbabilities(of: trial.id))
        }
        sites = try database.sites(of: experiment)
        derivations = try database.derivations(of: experiment)
        finetunings = try database.finetunings(of: experiment.name)
        events = try database.events(of: experiment)
        lastStudent = derivations.last.flatMap { derivation in
            try? StudentSpec(JSONParser.parse(derivation.specJson, file: derivation.folder), file: derivation.folder)
        }
    }

    /// The trial whose probabilities are worth showing: the one that came furthest, the first of equals.
    public var furthestTrial: Trial? {
        trials.reduce(nil as Trial?) { best, trial in
            guard let best, best.record.step >= trial.record.step else { return trial }
            return best
        }
    }
}
