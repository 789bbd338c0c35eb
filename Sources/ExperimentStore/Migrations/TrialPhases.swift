internal import GRDB

extension Migration {
    /// What a running trial is at, and since when: long phases write no other rows.
    static let trialPhases = Migration(name: "trial phases") { db in
        try db.execute(
            sql: """
                ALTER TABLE trials ADD COLUMN phase TEXT CHECK (length(phase) > 0);
                ALTER TABLE trials ADD COLUMN phase_began_at TEXT CHECK ((phase IS NULL) = (phase_began_at IS NULL));
                """)
    }
}
