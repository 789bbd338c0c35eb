import DeltaSearch
import ExperimentStore
import StudentSpace

/// A trial that has come to its end, with its last checkpoint read and checked.
struct FinishedSearch {
    let database: ExperimentDatabase
    let experiment: ExperimentRecord
    /// With the trial's seed.
    let request: SearchRequest
    let trial: TrialRecord
    /// The experiment's trials that have come to their end; `trial` is one of them.
    let finished: [SearchOutcome]
    /// How many trials the experiment has.
    let trialCount: Int
    let checkpoint: SearchCheckpoint
    /// By which candidates, weights and choice are known again.
    let checkpointSHA256: String
    /// The search's own choice, within its own budget.
    let choice: [Int]

    /// - Parameters:
    ///   - name: nil: the latest experiment.
    ///   - position: of the trial; nil: the one whose choice agrees best with the teacher, on held-back frames where there are
    ///     any, the first of equals.
    /// - Throws: ``SearchJobError/unfinished(experiment:database:)``;
    ///   ``SearchJobError/noSuchTrial(experiment:position:finished:)``;
    ///   ``SearchJobError/damagedCheckpoint(experiment:path:_:)``; what opening the database throws.
    init(_ name: String?, trial position: Int? = nil, databasePath: String) throws {
        database = try ExperimentDatabase.existing(databasePath)
        experiment = try name.map(database.experiment(named:)) ?? database.latestExperiment()
        let asked = try SearchRequest(experiment)
        let all = try database.trials(of: experiment)
        trialCount = all.count
        let outcomes = try all.filter { $0.status == .finished }.map { [database] in
            try SearchOutcome($0, asked, database)
        }
        finished = outcomes
        guard !outcomes.isEmpty else {
            throw SearchJobError.unfinished(experiment: experiment.name, database: databasePath)
        }
        let chosen = position.map { position in outcomes.first { $0.trial.position == position } }
        guard let trial = (chosen ?? SearchOutcome.best(outcomes))?.trial else {
            throw SearchJobError.noSuchTrial(
                experiment: experiment.name, position: position ?? 0, finished: outcomes.map(\.trial.position))
        }
        guard let row = try database.lastCheckpoint(of: trial.id) else {
            throw SearchJobError.unfinished(experiment: experiment.name, database: databasePath)
        }
        self.trial = trial
        request = asked.of(trial)
        let runs = RunsFolder(databasePath: databasePath)
        checkpoint = try runs.checkpoint(row, of: experiment.name)
        checkpointSHA256 = row.sha256
        let candidates = request.resolved.space.choices.map { ($0.site, $0.candidates) }
        let requirePart = {
            [name = experiment.name, path = runs.file(row.path)] (part: String, holds: Bool) in
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
