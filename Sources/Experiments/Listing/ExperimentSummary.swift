public import ExperimentStore

/// One line of `deltanas ls`.
public struct ExperimentSummary: Sendable {
    public var experiment: ExperimentRecord
    /// Its row's; interrupted where the row says that it runs, and nobody does.
    public var status: ExperimentRecord.Status
    public var trials: Int
    /// Steps behind all trials, and steps that all of them take.
    public var step: Int
    public var steps: Int
    /// The best agreement with the teacher that was measured of a network with weights that had not seen the frames;
    /// else the best that was measured at all.
    public var bestAgreement: Double?
    /// Derived from it.
    public var students: Int
    /// MACs of the last student's delta frame; nil where none is derived.
    public var deltaFrameMacs: Int?

    /// Every experiment of a database, oldest first.
    public static func all(in database: ExperimentDatabase) throws -> [ExperimentSummary] {
        let liveness = RunLiveness(databasePath: database.path)
        return try database.experiments().map { experiment in
            let trials = try database.trials(of: experiment)
            let derivations = try database.derivations(of: experiment)
            return ExperimentSummary(
                experiment: experiment, status: liveness.status(of: experiment, trials), trials: trials.count,
                step: trials.reduce(0) { $0 + $1.step }, steps: max(1, trials.count) * experiment.settings.steps,
                bestAgreement: bestAgreement(
                    try trials.flatMap { try database.measurements(of: $0.id) }, derivations),
                students: derivations.count, deltaFrameMacs: derivations.last?.deltaFrameMacs)
        }
    }

    private static func bestAgreement(_ measured: [MeasurementRecord], _ derivations: [DerivationRecord]) -> Double? {
        if let heldBack = measured.filter({ $0.frames == .heldBack }).map(\.agreement).max() { return heldBack }
        return (measured.map(\.agreement) + derivations.compactMap(\.agreement)).max()
    }
}
