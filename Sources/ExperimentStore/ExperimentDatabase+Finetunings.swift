internal import Foundation
internal import GRDB

extension ExperimentDatabase {
    /// Starts a fine-tuning run: running, no step done.
    public func startFinetuning(_ new: NewFinetuning) throws -> FinetuningRecord {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO finetunings (identity, status, started_at, tool_version, revision, command_line, host,
                        experiment, spec_path, spec_sha256, data_text, data_sha256, first_frame, last_frame, seed,
                        steps, settings_json, run_folder, folder)
                    VALUES (?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    new.identity, Date(), new.toolVersion, new.revision, new.commandLine, new.host, new.experiment,
                    new.specPath, new.specSha256, new.dataText, new.dataSha256, new.frames.lowerBound,
                    new.frames.upperBound - 1, Int64(bitPattern: new.seed), new.steps, new.settingsJson,
                    new.runFolder, new.folder,
                ])
            return try FinetuningRecord.written(db.lastInsertedRowID, to: "finetunings", in: db)
        }
    }

    /// The last run of this identity that has not come to its end; nil where there is none.
    public func unfinishedFinetuning(_ identity: String) throws -> FinetuningRecord? {
        try read { db in
            try FinetuningRecord.fetchOne(
                db,
                sql: """
                    SELECT * FROM finetunings
                    WHERE identity = ? AND status <> 'finished' AND NOT is_given_up ORDER BY id DESC LIMIT 1
                    """,
                arguments: [identity])
        }
    }

    /// The last run with a checkpoint that has not come to its end and that the same command, with these settings and into
    /// this folder, has begun with other inputs; nil where there is none.
    public func unfinishedFinetuning(unlike new: NewFinetuning) throws -> FinetuningRecord? {
        try read { db in
            try FinetuningRecord.fetchOne(
                db,
                sql: """
                    SELECT * FROM finetunings
                    WHERE folder = ? AND spec_path = ? AND data_text = ? AND settings_json = ? AND identity <> ?
                        AND status <> 'finished' AND NOT is_given_up AND checkpoint_path IS NOT NULL
                    ORDER BY id DESC LIMIT 1
                    """,
                arguments: [new.folder, new.specPath, new.dataText, new.settingsJson, new.identity])
        }
    }

    /// Gives a run up: nobody takes it up again, and its checkpoints count no more.
    public func giveUp(finetuning id: Int64) throws {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE finetunings SET status = 'interrupted', error = NULL, finished_at = ifnull(finished_at, ?),
                        is_given_up = 1, checkpoint_path = NULL, checkpoint_sha256 = NULL,
                        earlier_checkpoint_path = NULL, earlier_checkpoint_sha256 = NULL
                    WHERE id = ?
                    """,
                arguments: [Date(), id])
        }
    }

    /// The last run of this identity that came to this student; nil where there is none.
    public func finishedFinetuning(_ identity: String, spec json: String) throws -> FinetuningRecord? {
        try read { db in
            try FinetuningRecord.fetchOne(
                db,
                sql: """
                    SELECT * FROM finetunings WHERE identity = ? AND status = 'finished' AND spec_json = ?
                    ORDER BY id DESC LIMIT 1
                    """,
                arguments: [identity, json])
        }
    }

    /// Takes a run up again after so many steps; what was recorded of later ones is deleted.
    ///
    /// - Parameter checkpoint: the file that it goes on from; nil: it begins again. Later ones count no more.
    public func resume(
        finetuning id: Int64, step: Int, folder: String, from checkpoint: String?
    ) throws -> FinetuningRecord {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE finetunings SET checkpoint_path = earlier_checkpoint_path,
                        checkpoint_sha256 = earlier_checkpoint_sha256,
                        earlier_checkpoint_path = NULL, earlier_checkpoint_sha256 = NULL
                    WHERE id = ? AND checkpoint_path IS NOT NULL AND checkpoint_path IS NOT ?
                    """,
                arguments: [id, checkpoint])
            if checkpoint == nil {
                try db.execute(
                    sql: "UPDATE finetunings SET checkpoint_path = NULL, checkpoint_sha256 = NULL WHERE id = ?",
                    arguments: [id])
            }
            try db.execute(
                sql: """
                    UPDATE finetunings SET status = 'running', finished_at = NULL, error = NULL, step = ?, folder = ?
                    WHERE id = ?
                    """,
                arguments: [step, folder, id])
            try db.execute(
                sql: "DELETE FROM finetuning_metrics WHERE finetuning_id = ? AND step > ?", arguments: [id, step])
            return try FinetuningRecord.written(id, to: "finetunings", in: db)
        }
    }

    /// Records a checkpoint file that is complete and on disk. A run keeps its last two.
    ///
    /// - Returns: the file that is no longer kept because of this one.
    public func recordCheckpoint(
        ofFinetuning id: Int64, step: Int, path file: String, sha256: String
    ) throws -> String? {
        try writeDurably { db in
            let before = try FinetuningRecord.written(id, to: "finetunings", in: db)
            if before.checkpointPath == file {
                try db.execute(
                    sql: "UPDATE finetunings SET step = ?, checkpoint_sha256 = ? WHERE id = ?",
                    arguments: [step, sha256, id])
                return nil
            }
            try db.execute(
                sql: """
                    UPDATE finetunings SET step = ?, earlier_checkpoint_path = checkpoint_path,
                        earlier_checkpoint_sha256 = checkpoint_sha256, checkpoint_path = ?, checkpoint_sha256 = ?
                    WHERE id = ?
                    """,
                arguments: [step, file, sha256, id])
            return before.earlierCheckpointPath == file ? nil : before.earlierCheckpointPath
        }
    }

    /// Records numbers of a run; one that was recorded before at the same step is replaced.
    public func record(metrics: [MetricRecord], ofFinetuning id: Int64) throws {
        guard !metrics.isEmpty else { return }
        try write { db in
            let statement = try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO finetuning_metrics (finetuning_id, name, step, value) VALUES (?, ?, ?, ?)")
            for metric in metrics {
                try statement.execute(arguments: [id, metric.name, metric.step, metric.value])
            }
        }
    }

    /// Ends a run without a student.
    ///
    /// - Precondition: `outcome` is not `finished`: that is ``finish(finetuning:agreement:spec:)``'s.
    public func stop(finetuning id: Int64, _ outcome: TrialOutcome) throws {
        precondition(outcome != .finished, "a finished run has a student")
        try write { db in
            try db.execute(
                sql: "UPDATE finetunings SET status = ?, finished_at = ?, error = ? WHERE id = ?",
                arguments: [outcome.status.rawValue, Date(), outcome.reason, id])
        }
    }

    /// Ends a run with its student.
    ///
    /// - Returns: the checkpoint files that are no longer needed.
    public func finish(finetuning id: Int64, agreement: Double?, spec json: String) throws -> [String] {
        try write { db in
            let old = try FinetuningRecord.written(id, to: "finetunings", in: db).checkpoints.map(\.path)
            try db.execute(
                sql: """
                    UPDATE finetunings SET status = 'finished', finished_at = ?, error = NULL, step = steps,
                        agreement = ?, spec_json = ?, checkpoint_path = NULL, checkpoint_sha256 = NULL,
                        earlier_checkpoint_path = NULL, earlier_checkpoint_sha256 = NULL
                    WHERE id = ?
                    """,
                arguments: [Date(), agreement, json, id])
            return old
        }
    }

    /// Fine-tuning runs, oldest first: of students of an experiment, or all.
    public func finetunings(of experiment: String? = nil) throws -> [FinetuningRecord] {
        try read { db in
            try FinetuningRecord.fetchAll(
                db, sql: "SELECT * FROM finetunings WHERE experiment = ifnull(?, experiment) ORDER BY id",
                arguments: [experiment])
        }
    }

    /// A run's numbers by step.
    public func metrics(ofFinetuning id: Int64) throws -> [MetricRecord] {
        try read { db in
            try MetricRecord.fetchAll(
                db, sql: "SELECT * FROM finetuning_metrics WHERE finetuning_id = ? ORDER BY step, name",
                arguments: [id])
        }
    }
}
