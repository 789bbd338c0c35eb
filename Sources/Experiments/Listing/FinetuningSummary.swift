public import ExperimentStore

/// One line of `deltanas ls --finetunings`.
public struct FinetuningSummary: Sendable {
    public var run: FinetuningRecord
    /// Its row's; interrupted where the row says that it runs, and nobody does.
    public var status: TrialRecord.Status
    /// Whether the experiment that the student is of is in the same database.
    public var hasExperiment: Bool

    /// Every run of a database, oldest first.
    public static func all(in database: ExperimentDatabase) throws -> [FinetuningSummary] {
        let liveness = RunLiveness(databasePath: database.path)
        let names = Set(try database.experiments().map(\.name))
        return try database.finetunings().map {
            FinetuningSummary(run: $0, status: liveness.status(of: $0), hasExperiment: names.contains($0.experiment))
        }
    }
}
