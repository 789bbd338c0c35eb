import DeltaSearch
import ExperimentStore
import StudentSpace

/// An experiment whose search has come to its end, with its last checkpoint read and checked.
struct FinishedSearch {
    let database: ExperimentDatabase
    let experiment: ExperimentRecord
    let request: SearchRequest
    let trial: TrialRecord
    let checkpoint: SearchCheckpoint
    /// By which candidates, weights and choice are known again.
    let checkpointSHA256: String
    /// The search's own choice, within its own budget.
    let choice: [Int]

    /// - Parameter name: nil: the latest experiment.
    /// - Throws: ``SearchJobError/unfinished(experiment:database:)``;
    ///   ``SearchJobError/damagedCheckpoint(experiment:path:_:)``; what opening the database throws.
    init(_ name: String?, databasePath: String) throws {
        database = try ExperimentDatabase.existing(databasePath)
        experiment = try name.map(database.experiment(named:)) ?? database.latestExperiment()
        request = try SearchRequest(experiment)
        guard let trial = try database.trials(of: experiment).last(where: { $0.status == .finished }),
            let row = try database.lastCheckpoint(of: trial.id)
        else { throw SearchJobError.unfinished(experiment: experiment.name, database: databasePath) }
        self.trial = trial
        let checkpoints = TrialCheckpoints(
            database: database, trial: trial.id, experiment: experiment.name,
            runs: RunsFolder(databasePath: databasePath))
        checkpoint = try checkpoints.read(row)
        checkpointSHA256 = row.sha256
        let candidates = request.resolved.space.choices.map { ($0.site, $0.candidates) }
        let requirePart = {
            [name = experiment.name, path = checkpoints.runs.file(row.path)] (part: String, holds: Bool) in
            guard holds else {
                throw SearchJobError.damagedCheckpoint(experiment: name, path: path, .foreign(part: part))
            }
        }
        try requirePart("damages", checkpoint.damages.map(\.count) == candidates.map(\.1.count))
        let missing = CandidateBank.missingFactors(candidates, in: checkpoint.factors)
        try requirePart(missing.first ?? "", missing.isEmpty)
        let choice = checkpoint.choice ?? []
        try requirePart(
            "choice",
            choice.count == candidates.count && zip(choice, candidates).allSatisfy { $1.1.indices.contains($0) })
        let decisions = request.resolved.space.decisions
        try requirePart("choice", decisions.options(of: choice) != nil)
        if let logits = checkpoint.gumbel?.logits {
            try requirePart("logits", logits.map(\.count) == decisions.all.map(\.options.count))
        }
        self.choice = choice
    }
}
