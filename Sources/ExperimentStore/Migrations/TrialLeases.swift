internal import GRDB

extension Migration {
    /// Trials that wait for somebody, and leases on those that run. The table is rebuilt: its rules change.
    ///
    /// A trial that runs without an owner is one of an older version.
    static let trialLeases = Migration(name: "trial leases") { db in
        try db.execute(
            sql: """
                CREATE TABLE leased_trials (
                    id INTEGER PRIMARY KEY,
                    experiment_id INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
                    position INTEGER NOT NULL CHECK (position >= 0),
                    seed INTEGER NOT NULL,
                    status TEXT NOT NULL
                        CHECK (status IN ('pending', 'running', 'interrupted', 'finished', 'failed')),
                    started_at TEXT,
                    finished_at TEXT,
                    step INTEGER NOT NULL DEFAULT 0 CHECK (step >= 0),
                    error TEXT,
                    lease_serial INTEGER NOT NULL DEFAULT 0 CHECK (lease_serial >= 0),
                    lease_owner TEXT CHECK (length(lease_owner) > 0),
                    lease_expires_at TEXT,
                    UNIQUE (experiment_id, position),
                    UNIQUE (experiment_id, id),
                    CHECK ((status = 'pending') = (started_at IS NULL)),
                    CHECK ((status IN ('pending', 'running')) = (finished_at IS NULL)),
                    CHECK ((status = 'failed') = (error IS NOT NULL)),
                    CHECK (lease_owner IS NULL OR status = 'running'),
                    CHECK ((lease_owner IS NULL) = (lease_expires_at IS NULL))
                ) STRICT;
                INSERT INTO leased_trials (id, experiment_id, position, seed, status, started_at, finished_at, step, error)
                    SELECT id, experiment_id, position, seed, status, started_at, finished_at, step, error FROM trials;
                DROP TABLE trials;
                ALTER TABLE leased_trials RENAME TO trials;
                """)
    }
}
