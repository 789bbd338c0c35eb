internal import GRDB

extension Migration {
    /// Fine-tuning runs of derived students. A run is known by what determines its result (`identity`), and names the
    /// experiment that its student came from without a reference: a spec may come from another database.
    static let finetunings = Migration(name: "fine-tuning runs") { db in
        let digest = { (column: String) in "CHECK (length(\(column)) = 64 AND \(column) NOT GLOB '*[^0-9a-f]*')" }
        try db.execute(
            sql: """
                CREATE TABLE finetunings (
                    id INTEGER PRIMARY KEY,
                    identity TEXT NOT NULL \(digest("identity")),
                    status TEXT NOT NULL CHECK (status IN ('running', 'interrupted', 'finished', 'failed')),
                    started_at TEXT NOT NULL,
                    finished_at TEXT,
                    error TEXT,
                    tool_version TEXT NOT NULL,
                    revision TEXT NOT NULL,
                    command_line TEXT NOT NULL,
                    host TEXT NOT NULL,
                    experiment TEXT NOT NULL,
                    spec_path TEXT NOT NULL,
                    spec_sha256 TEXT NOT NULL \(digest("spec_sha256")),
                    data_text TEXT NOT NULL,
                    data_sha256 TEXT NOT NULL \(digest("data_sha256")),
                    first_frame INTEGER NOT NULL CHECK (first_frame >= 0),
                    last_frame INTEGER NOT NULL CHECK (last_frame >= first_frame),
                    seed INTEGER NOT NULL,
                    steps INTEGER NOT NULL CHECK (steps > 0),
                    settings_json TEXT NOT NULL CHECK (json_valid(settings_json)),
                    run_folder TEXT NOT NULL,
                    step INTEGER NOT NULL DEFAULT 0 CHECK (step BETWEEN 0 AND steps),
                    checkpoint_path TEXT,
                    checkpoint_sha256 TEXT \(digest("checkpoint_sha256")),
                    agreement REAL CHECK (agreement BETWEEN 0 AND 1),
                    folder TEXT NOT NULL,
                    spec_json TEXT CHECK (spec_json IS NULL OR json_valid(spec_json)),
                    CHECK ((status = 'running') = (finished_at IS NULL)),
                    CHECK ((status = 'failed') = (error IS NOT NULL)),
                    CHECK ((status = 'finished') = (spec_json IS NOT NULL)),
                    CHECK ((checkpoint_path IS NULL) = (checkpoint_sha256 IS NULL))
                ) STRICT;
                CREATE INDEX finetunings_by_identity ON finetunings (identity);
                CREATE TABLE finetuning_metrics (
                    finetuning_id INTEGER NOT NULL REFERENCES finetunings (id) ON DELETE CASCADE,
                    name TEXT NOT NULL CHECK (length(name) > 0),
                    step INTEGER NOT NULL CHECK (step >= 0),
                    value REAL,
                    PRIMARY KEY (finetuning_id, name, step)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
