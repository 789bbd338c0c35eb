public import ExperimentStore

/// One line of `deltanas ls`.
public struct ExperimentSummary: Sendable {
    public var experiment: ExperimentRecord
    /// Steps behind the trial that came furthest.
    public var step: Int
    /// The best agreement with the teacher that was measured of a network with weights that had not seen the frames;
    /// else the best that was measured at all.
    public var bestAgreement: Double?

    /// Every experiment of a database, oldest first.
    public static func all(in database: ExperimentDatabase) throws -> [ExperimentSummary] {
        try database.experiments().map { experiment in
            ExperimentSummary(
                experiment: experiment,
                step: try database.trials(of: experiment).map(\.step).max() ?? 0,
                bestAgreement: try bestAgreement(of: experiment, in: database))
        }
    }

    private static func bestAgreement(
        of experiment: ExperimentRecord, in database: ExperimentDatabase
    ) throws -> Double? {
        let measured = try database.trials(of: experiment).flatMap { try database.measurements(of: $0.id) }
        if let heldBack = measured.filter({ $0.frames == .heldBack }).map(\.agreement).max() { return heldBack }
        return (measured.map(\.agreement) + (try database.derivations(of: experiment).compactMap(\.agreement))).max()
    }
}
