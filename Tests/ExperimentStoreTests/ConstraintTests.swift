import GRDB
import Testing

@testable import ExperimentStore

/// The schema itself refuses rows that make no sense, whatever the code above it does.
@Suite struct ConstraintTests {
    let folder: TemporaryFolder
    let database: ExperimentDatabase
    let trial: TrialRecord

    init() throws {
        folder = try TemporaryFolder()
        database = try ExperimentDatabase(path: folder.file("deltanas.sqlite"))
        trial = try database.startTrial(of: try database.createSample(), seed: 1)
        _ = try database.createSample(.exactly("other"))
    }

    @Test(arguments: [
        "UPDATE experiments SET status = 'sleeping'",
        "UPDATE experiments SET name = ''",
        "UPDATE experiments SET name = 'same'",
        "UPDATE experiments SET host = NULL",
        "UPDATE experiments SET input_width = 0",
        "UPDATE experiments SET input_width = 'wide'",
        "UPDATE experiments SET space_json = '{\"format\":'",
        "UPDATE experiments SET space_sha256 = 'abc'",
        "UPDATE experiments SET data_sha256 = upper(data_sha256)",
        "UPDATE experiments SET limit_macs = -1",
        "UPDATE experiments SET limit_macs = NULL",
        "UPDATE experiments SET budget_scope = 'key-frame'",
        "UPDATE sites SET name = 'same'",
        "UPDATE sites SET teacher_macs = 0",
        "UPDATE sites SET experiment_id = 77",
        "UPDATE candidates SET macs = -1",
        "UPDATE candidates SET rank = 0",
        "UPDATE candidates SET kind = 'teacher', rank = NULL",
        "UPDATE candidates SET is_kept = 2",
        "UPDATE trials SET status = 'finished'",
        "UPDATE trials SET finished_at = 'now'",
        "UPDATE trials SET error = 'none'",
        "UPDATE trials SET experiment_id = 77",
        "INSERT INTO trials SELECT 9, experiment_id, position, seed, status, started_at, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL FROM trials",
        "UPDATE trials SET phase = 'search'",
        "UPDATE trials SET phase = '', phase_began_at = 'now'",
        "UPDATE trials SET status = 'pending'",
        "UPDATE trials SET started_at = NULL",
        "UPDATE trials SET lease_serial = -1",
        "UPDATE trials SET lease_owner = 'somebody'",
        "UPDATE trials SET lease_expires_at = 'soon'",
        "UPDATE trials SET status = 'finished', finished_at = 'now', lease_owner = 'a', lease_expires_at = 'soon'",
        "INSERT INTO metrics VALUES (77, 'loss', 1, 0.5)",
        "INSERT INTO metrics VALUES (1, 'loss', -1, 0.5)",
        "INSERT INTO metrics VALUES (1, 'loss', 1, 'small')",
        "INSERT INTO scores VALUES (1, 1, 'closed-form', 5, 0, 0.5)",
        "INSERT INTO scores VALUES (1, 1, 'closed-form', 0, 5, 0.5)",
        "INSERT INTO scores VALUES (2, 1, 'closed-form', 0, 0, 0.5)",
        "INSERT INTO scores VALUES (1, 1, 'closed-form', 0, 0, NULL)",
        "INSERT INTO choice_probabilities VALUES (1, 1, 0, 0, '[0.5,')",
        "INSERT INTO choice_probabilities VALUES (1, 1, 0, 0, '{}')",
        "INSERT INTO choice_probabilities VALUES (1, 1, 7, 0, '[1]')",
        "INSERT INTO checkpoints VALUES (1, 1, 10, '', '\(sampleSha256)', 'now', 1)",
        "INSERT INTO checkpoints VALUES (1, 1, 10, 'a', 'b', 'now', 1)",
        "INSERT INTO events VALUES (1, 1, 77, 'now', 'info', 'text')",
        "INSERT INTO events VALUES (1, 2, 1, 'now', 'info', 'text')",
        "INSERT INTO events VALUES (1, 1, 1, 'now', 'debug', 'text')",
        "INSERT INTO derivations VALUES (1, 1, 1, 'now', '1MACs', 'delta-frame', 9, 10, 9, NULL, NULL, 'f', '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO derivations VALUES (1, 1, 1, 'now', '1MACs', 'amortised', 9, 1, 10, NULL, NULL, 'f', '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO derivations VALUES (1, 1, 1, 'now', NULL, 'amortised', NULL, 1, 1, 1.5, NULL, 'f', '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO derivations VALUES (1, 1, 1, 'now', NULL, 'amortised', NULL, 1, 1, 0.5, NULL, 'f', '{}', '7ms', NULL, 1, 1)",
        "INSERT INTO derivations VALUES (1, 1, 1, 'now', NULL, 'amortised', NULL, 1, 1, 0.5, NULL, 'f', '{}', '7ms', 0, 1, 1)",
        "INSERT INTO derivations VALUES (1, 1, 1, 'now', NULL, 'amortised', NULL, 1, 1, 0.5, NULL, 'f', '{}', '7ms', 7, -1, 1)",
        "UPDATE experiments SET time_budget_text = '7ms'",
        "UPDATE experiments SET limit_nanoseconds = 7",
    ])
    func refuses(sql: String) throws {
        let error = #expect(throws: StoreError.self) { try database.write { db in try db.execute(sql: sql) } }
        guard case .refused = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    /// The rows above fail for the reason they were made for: their like are accepted.
    @Test(arguments: [
        "UPDATE experiments SET status = 'failed'",
        "UPDATE trials SET status = 'finished', finished_at = 'now'",
        "INSERT INTO metrics VALUES (1, 'loss', 1, 0.5)",
        "INSERT INTO scores VALUES (1, 1, 'closed-form', 0, 0, 0.5)",
        "INSERT INTO choice_probabilities VALUES (1, 1, 0, 0, '[0.5]')",
        "INSERT INTO checkpoints VALUES (1, 1, 10, 'a', '\(sampleSha256)', 'now', 1)",
        "INSERT INTO events VALUES (1, 1, 1, 'now', 'info', 'text')",
        "INSERT INTO derivations VALUES (1, 1, 1, 'now', '1MACs', 'delta-frame', 9, 9, 10, NULL, NULL, 'f', '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO derivations VALUES (1, 1, 1, 'now', '1MACs', 'amortised', 9, 10, 9, NULL, NULL, 'f', '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO derivations VALUES (1, 1, 1, 'now', NULL, 'amortised', NULL, 1, 1, 0.5, NULL, 'f', '{}', NULL, NULL, NULL, NULL)",
        "INSERT INTO derivations VALUES (1, 1, 1, 'now', NULL, 'amortised', NULL, 1, 1, 0.5, NULL, 'f', '{}', '7ms', 7, 1, 1)",
        "UPDATE experiments SET time_budget_text = '7ms', limit_nanoseconds = 7000000",
    ])
    func accepts(sql: String) throws {
        try database.write { db in try db.execute(sql: sql) }
    }

    @Test func whatBelongsToAnExperimentGoesWithIt() throws {
        try database.record(metrics: [MetricRecord(step: 1, name: "loss", value: 1)], of: trial.id)
        try database.record(scores: [ScoreRecord(phase: "p", site: 0, candidate: 0, damage: 1)], of: trial.id)
        try database.log("text", experiment: trial.experimentId, trial: trial.id)
        try database.write { db in try db.execute(sql: "DELETE FROM experiments") }
        for table in ["sites", "candidates", "trials", "metrics", "scores", "events"] {
            #expect(try database.integer("SELECT count(*) FROM \(table)") == 0, "\(table)")
        }
    }
}
