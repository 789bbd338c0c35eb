internal import GRDB

extension ExperimentDatabase {
    /// Records a point, in place of one of the same identity.
    ///
    /// Throws `StoreError.refused` for one that exceeds its budget.
    public func record(paretoPoint point: ParetoPointRecord) throws {
        try write { db in
            try db.execute(sql: "DELETE FROM pareto_points WHERE identity = ?", arguments: [point.identity])
            try NewParetoPoint(point: point).insert(db)
        }
    }

    /// The point of this identity; nil where there is none.
    public func paretoPoint(_ identity: String) throws -> ParetoPointRecord? {
        try read { db in
            try ParetoPointRecord.fetchOne(
                db, sql: "SELECT * FROM pareto_points WHERE identity = ?", arguments: [identity])
        }
    }

    /// Points of students that are made of an experiment's candidates, in the order in which they were recorded.
    public func paretoPoints(of experiment: ExperimentRecord) throws -> [ParetoPointRecord] {
        try read { db in
            try ParetoPointRecord.fetchAll(
                db, sql: "SELECT * FROM pareto_points WHERE experiment_id = ? ORDER BY id", arguments: [experiment.id])
        }
    }
}

private struct NewParetoPoint: PersistableRecord {
    static let databaseTableName = "pareto_points"

    var point: ParetoPointRecord

    func encode(to container: inout PersistenceContainer) throws { try point.encode(to: &container) }
}
