internal import Foundation
internal import GRDB

extension ExperimentDatabase {
    /// Records a checkpoint file that is complete and on disk. A trial keeps its last two.
    ///
    /// - Returns: the paths of the checkpoints that are no longer kept because of this one: theirs is the time to be
    ///   deleted.
    public func recordCheckpoint(of trial: Int64, step: Int, path file: String, sha256: String) throws -> [String] {
        try writeDurably { db in
            _ = try self.trial(trial, in: db)
            try db.execute(
                sql: """
                    INSERT INTO checkpoints (trial_id, step, path, sha256, created_at, is_kept) VALUES (?, ?, ?, ?, ?, 1)
                    ON CONFLICT (trial_id, step) DO UPDATE
                    SET path = excluded.path, sha256 = excluded.sha256, created_at = excluded.created_at, is_kept = 1
                    """,
                arguments: [trial, step, file, sha256, Date()])
            try db.execute(sql: "UPDATE trials SET step = max(step, ?) WHERE id = ?", arguments: [step, trial])
            let superseded = try CheckpointRecord.fetchAll(
                db,
                sql: "SELECT * FROM checkpoints WHERE trial_id = ? AND is_kept ORDER BY step DESC LIMIT -1 OFFSET 2",
                arguments: [trial])
            for checkpoint in superseded {
                try db.execute(sql: "UPDATE checkpoints SET is_kept = 0 WHERE id = ?", arguments: [checkpoint.id])
            }
            return superseded.map(\.path)
        }
    }

    /// Keeps no checkpoint of a later step than this one, nil: none at all. Their files are damaged.
    public func discardCheckpoints(of trial: Int64, after step: Int?) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE checkpoints SET is_kept = 0 WHERE trial_id = ? AND is_kept AND step > ?",
                arguments: [trial, step ?? -1])
        }
    }

    /// The trial's checkpoint of the highest step, if there is one.
    public func lastCheckpoint(of trial: Int64) throws -> CheckpointRecord? {
        try read { db in try lastCheckpoint(of: trial, in: db) }
    }

    /// The checkpoints whose files are kept, latest first: when the last one's file is damaged, the one before it is
    /// next.
    public func keptCheckpoints(of trial: Int64) throws -> [CheckpointRecord] {
        try read { db in
            try CheckpointRecord.fetchAll(
                db, sql: "SELECT * FROM checkpoints WHERE trial_id = ? AND is_kept ORDER BY step DESC",
                arguments: [trial])
        }
    }

    func lastCheckpoint(of trial: Int64, in db: Database) throws -> CheckpointRecord? {
        try CheckpointRecord.fetchOne(
            db, sql: "SELECT * FROM checkpoints WHERE trial_id = ? AND is_kept ORDER BY step DESC LIMIT 1",
            arguments: [trial])
    }
}
