import DeltaSearch
public import ExperimentStore
public import Foundation

/// How far a run is at one moment, as its rows say.
public struct RunReading: Sendable, Hashable {
    /// What is being done.
    public enum Phase: String, Sendable, Hashable, CaseIterable {
        case created
        case statistics
        case search
        case settle
        /// Proposals are measured end to end.
        case measuring
        case finetuning = "fine-tuning"
        case interrupted
        case finished
        case failed
    }

    public var experiment: String
    public var phase: Phase
    /// The trial's position, or the fine-tuning run's among the experiment's; nil before there is one.
    public var run: Int?
    public var step: Int
    /// 0 where the strategy takes none.
    public var steps: Int
    /// The last value of every number, by name.
    public var metrics: [MetricRecord]
    /// When the last checkpoint was written, and after how many steps.
    public var checkpoint: (at: Date, step: Int)? {
        get { checkpointAt.map { ($0, checkpointStep) } }
        set { (checkpointAt, checkpointStep) = (newValue?.at, newValue?.step ?? 0) }
    }
    private var checkpointAt: Date?
    private var checkpointStep = 0
    /// Of the teacher on one frame.
    public var teacherMacs: Int
    /// Of a delta frame, where compute is limited.
    public var limitMacs: Int?
    public var error: String?
    public var startedAt: Date?

    /// The last value of a number.
    public func metric(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }

    /// Every trial, where the experiment has more than one.
    public var trials: [TrialRecord] = []
    /// What the trial is at, in words, and since when; nil where its row does not say.
    public var activity: String?
    public var activityBeganAt: Date?
    /// Whether anybody runs it, as far as leases say; nil where they say nothing.
    var isHeld: Bool?

    /// Whether there is nothing to wait for.
    public var isOver: Bool {
        [.interrupted, .finished, .failed].contains(phase)
            && (phase == .interrupted || !trials.contains { $0.status == .pending })
    }

    /// Reads the run of an experiment that was touched last: a fine-tuning run while one goes on, else the first trial that
    /// runs, else the last that ever did.
    ///
    /// - Throws: ``StoreError``.
    public init(_ name: String, in database: ExperimentDatabase) throws {
        let record = try database.experiment(named: name)
        let settings = record.settings
        experiment = name
        teacherMacs = settings.teacherMacs
        limitMacs = settings.deltaFrameLimitMacs
        metrics = []
        (phase, step, steps) = (.created, 0, settings.steps)
        let runs = try database.finetunings(of: name)
        if let place = runs.lastIndex(where: { $0.status == .running }) {
            let run = runs[place]
            (phase, self.run, step, steps, startedAt) = (.finetuning, place, run.step, run.steps, run.startedAt)
            metrics = try database.latestMetrics(ofFinetuning: run.id)
            step = max(step, metrics.map(\.step).max() ?? 0)
            return
        }
        let all = try database.trials(of: record)
        let begun = all.filter { $0.status != .pending }
        // What came to its end says nothing of what is left.
        let open = begun.last { $0.status != .finished }
        guard let trial = begun.first(where: { $0.status == .running }) ?? open ?? begun.last ?? all.first else {
            return
        }
        if all.count > 1 { trials = all }
        isHeld = Self.isHeld(all)
        (self.run, step, error, startedAt) = (trial.position, trial.step, trial.error, trial.startedAt)
        (activity, activityBeganAt) = (trial.phase, trial.phaseBeganAt)
        metrics = try database.latestMetrics(of: trial.id)
        checkpoint = try database.lastCheckpoint(of: trial.id).map { ($0.createdAt, $0.step) }
        phase =
            switch trial.status {
            case .pending: .created
            case .running: try Self.phase(trial, record, database)
            case .interrupted: .interrupted
            case .finished: .finished
            case .failed: .failed
            }
    }

    /// Whether anybody runs any of them, as far as leases say; nil where they say nothing.
    static func isHeld(_ trials: [TrialRecord], now: Date = Date()) -> Bool? {
        let running = trials.filter { $0.status == .running }
        guard running.contains(where: { $0.leaseExpiresAt != nil }) else { return running.isEmpty ? false : nil }
        return running.contains { !$0.isFree(at: now) { _ in false } }
    }

    private static func phase(
        _ trial: TrialRecord, _ record: ExperimentRecord, _ database: ExperimentDatabase
    ) throws -> Phase {
        guard try database.hasDamages(record, of: trial) else { return .statistics }
        guard record.settings.steps > 0, trial.step < record.settings.steps else { return .measuring }
        let search = (try? SearchRequest(record).configuration.searchSteps) ?? record.settings.steps
        return trial.step < search ? .search : .settle
    }
}

extension SearchSettings {
    /// What a delta frame may spend, in MACs: of an amortised budget, what the key frame leaves. Nil without a budget of
    /// compute.
    var deltaFrameLimitMacs: Int? {
        budget.map { budget in
            guard budgetScope == .amortised, keyframeInterval > 1 else { return budget.limitMacs }
            // (T·b − t)/(T − 1) without the product.
            return max(0, budget.limitMacs + (budget.limitMacs - teacherMacs) / (keyframeInterval - 1))
        }
    }
}
