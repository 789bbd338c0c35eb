public import ExperimentStore
public import StudentSpace

/// All that `deltanas show` says of an experiment.
public struct ExperimentDetails: Sendable {
    public var experiment: ExperimentRecord
    /// Its row's; interrupted where the row says that it runs, and nobody does.
    public var status: ExperimentRecord.Status
    public var trials: [Trial]
    public var sites: [ExperimentStore.SiteRecord]
    public var derivations: [DerivationRecord]
    /// Fine-tuning runs of its students.
    public var finetunings: [FinetuningRecord]
    /// Theirs, as ``status``.
    public var finetuningStatuses: [TrialRecord.Status]
    public var events: [EventRecord]
    /// The student that was derived last; nil where there is none.
    public var lastStudent: StudentSpec?
    /// What each site has.
    public var choices: SiteChoices

    public struct Trial: Sendable {
        public var record: TrialRecord
        /// As the experiment's.
        public var status: TrialRecord.Status
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
        let liveness = RunLiveness(databasePath: database.path)
        let records = try database.trials(of: experiment)
        let status = liveness.status(of: experiment, records)
        self.status = status
        trials = try records.map { trial in
            var last: [String: MetricRecord] = [:]
            for metric in try database.metrics(of: trial.id) where metric.step >= last[metric.name]?.step ?? .min {
                last[metric.name] = metric
            }
            return Trial(
                record: trial, status: liveness.status(of: trial, in: status),
                metrics: last.values.sorted { $0.name < $1.name },
                measurements: try database.measurements(of: trial.id),
                probabilities: try database.latestProbabilities(of: trial.id))
        }
        sites = try database.sites(of: experiment)
        derivations = try database.derivations(of: experiment)
        finetunings = try database.finetunings(of: experiment.name)
        finetuningStatuses = finetunings.map(liveness.status(of:))
        events = try database.events(of: experiment)
        let student = derivations.last.flatMap { derivation in
            try? StudentSpec(JSONParser.parse(derivation.specJson, file: derivation.folder), file: derivation.folder)
        }
        lastStudent = student
        let furthest = Self.furthest(trials)
        choices = SiteChoices(
            sites, student: zip(derivations.suffix(1), [student].compactMap { $0 }).map { ($0.folder, $1) }.first,
            checkpoint: student == nil ? try Self.checkpointChoice(trials, experiment, database) : nil,
            trial: furthest)
    }

    /// The choice of the finished trial that agrees best, read from its checkpoint; nil where there is none, or none that can
    /// be read.
    private static func checkpointChoice(
        _ trials: [Trial], _ experiment: ExperimentRecord, _ database: ExperimentDatabase
    ) throws -> (step: Int, choice: [Int])? {
        let finished = trials.map(\.record).filter { $0.status == .finished }
        guard let request = try? SearchRequest(experiment),
            let best = SearchOutcome.best(try finished.map { try SearchOutcome($0, request, database) }),
            let row = try database.lastCheckpoint(of: best.trial.id)
        else { return nil }
        let runs = RunsFolder(databasePath: database.path)
        guard let choice = try? runs.checkpoint(row, of: experiment.name).choice else { return nil }
        return (row.step, choice)
    }

    /// The trial whose probabilities are worth showing: the one that came furthest, the first of equals.
    public var furthestTrial: Trial? { Self.furthest(trials) }

    private static func furthest(_ trials: [Trial]) -> Trial? {
        trials.reduce(nil as Trial?) { best, trial in
            guard let best, best.record.step >= trial.record.step else { return trial }
            return best
        }
    }
}
