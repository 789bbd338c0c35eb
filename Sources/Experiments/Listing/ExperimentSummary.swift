public import ExperimentStore

/// One line of `deltanas ls`.
public struct ExperimentSummary: Sendable {
    public var experiment: ExperimentRecord
    /// Steps behind the trial that came furthest.
    public var step: Int
    /// The best agreement of a student derived from it, on held-back frames.
    public var bestAgreement: Double?

    /// Every experiment of a database, oldest first.
    public static func all(in database: ExperimentDatabase) throws -> [ExperimentSummary] {
        try database.experiments().map { experiment in
            ExperimentSummary(
                experiment: experiment,
                step: try database.trials(of: experiment).map(\.step).max() ?? 0,
                bestAgreement: try database.derivations(of: experiment).compactMap(\.agreement).max())
        }
    }
}
