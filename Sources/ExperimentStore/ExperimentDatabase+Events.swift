internal import Foundation
internal import GRDB

extension ExperimentDatabase {
    /// Notes something a reader of the experiment should know of.
    public func log(
        _ message: String, level: EventRecord.Level = .info, experiment: Int64, trial: Int64? = nil
    ) throws {
        try write { db in
            try db.execute(
                sql: "INSERT INTO events (experiment_id, trial_id, at, level, message) VALUES (?, ?, ?, ?, ?)",
                arguments: [experiment, trial, Date(), level.rawValue, message])
        }
    }

    /// The experiment's events, oldest first.
    public func events(of experiment: ExperimentRecord) throws -> [EventRecord] {
        try read { db in
            try EventRecord.fetchAll(
                db, sql: "SELECT * FROM events WHERE experiment_id = ? ORDER BY id", arguments: [experiment.id])
        }
    }
}
