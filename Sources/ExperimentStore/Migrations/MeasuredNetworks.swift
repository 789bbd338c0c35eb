internal import GRDB

extension Migration {
    /// Networks that a trial measured end to end: what it chose between, and what it ended with.
    static let measuredNetworks = Migration(name: "measured networks") { db in
        try db.execute(
            sql: """
                CREATE TABLE measurements (
                    trial_id INTEGER NOT NULL REFERENCES trials (id) ON DELETE CASCADE,
                    step INTEGER NOT NULL CHECK (step >= 0),
                    position INTEGER NOT NULL CHECK (position >= 0),
                    label TEXT NOT NULL CHECK (length(label) > 0),
                    frames TEXT NOT NULL CHECK (frames IN ('held-back', 'fitted')),
                    agreement REAL NOT NULL CHECK (agreement BETWEEN 0 AND 1),
                    miou REAL CHECK (miou BETWEEN 0 AND 1),
                    delta_frame_macs INTEGER NOT NULL CHECK (delta_frame_macs >= 0),
                    PRIMARY KEY (trial_id, step, position)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
