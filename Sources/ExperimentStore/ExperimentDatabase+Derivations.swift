internal import GRDB

extension ExperimentDatabase {
    /// Records a derived student and returns it with its identifier.
    ///
    /// Throws `StoreError.refused` for one that exceeds its budget.
    public func record(derivation: DerivationRecord) throws -> DerivationRecord {
        try write { db in
            try NewDerivation(derivation: derivation).insert(db)
            return try DerivationRecord.written(db.lastInsertedRowID, to: "derivations", in: db)
        }
    }

    /// What was derived from the experiment, in the order it was.
    public func derivations(of experiment: ExperimentRecord) throws -> [DerivationRecord] {
        try read { db in
            try DerivationRecord.fetchAll(
                db, sql: "SELECT * FROM derivations WHERE experiment_id = ? ORDER BY id", arguments: [experiment.id])
        }
    }
}

private struct NewDerivation: PersistableRecord {
    static let databaseTableName = "derivations"

    var derivation: DerivationRecord

    func encode(to container: inout PersistenceContainer) { derivation.encode(to: &container) }
}
