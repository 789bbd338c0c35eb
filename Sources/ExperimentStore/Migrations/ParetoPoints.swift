internal import GRDB

extension Migration {
    /// Students of many budgets, scored on one range of frames. A point is known by what determines its scores
    /// (`identity`), and belongs to the experiment whose candidates the student is made of.
    static let paretoPoints = Migration(name: "Pareto points") { db in
        let digest = { (column: String) in "CHECK (length(\(column)) = 64 AND \(column) NOT GLOB '*[^0-9a-f]*')" }
        try db.execute(
            sql: """
                CREATE TABLE pareto_points (
                    id INTEGER PRIMARY KEY,
                    experiment_id INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
                    identity TEXT NOT NULL UNIQUE \(digest("identity")),
                    created_at TEXT NOT NULL,
                    tool_version TEXT NOT NULL,
                    revision TEXT NOT NULL,
                    series TEXT NOT NULL CHECK (length(series) > 0),
                    is_baseline INTEGER NOT NULL CHECK (is_baseline IN (0, 1)),
                    finetune_steps INTEGER NOT NULL CHECK (finetune_steps >= 0),
                    seed INTEGER NOT NULL,
                    budget_text TEXT NOT NULL,
                    limit_macs INTEGER NOT NULL CHECK (limit_macs > 0),
                    keyframe_interval INTEGER NOT NULL CHECK (keyframe_interval > 0),
                    data_text TEXT NOT NULL,
                    data_sha256 TEXT NOT NULL \(digest("data_sha256")),
                    first_frame INTEGER NOT NULL CHECK (first_frame >= 0),
                    last_frame INTEGER NOT NULL CHECK (last_frame >= first_frame),
                    teacher_macs INTEGER NOT NULL CHECK (teacher_macs >= 0),
                    delta_frame_macs INTEGER NOT NULL CHECK (delta_frame_macs >= 0),
                    amortised_macs INTEGER NOT NULL CHECK (amortised_macs BETWEEN 0 AND limit_macs),
                    agreement REAL CHECK (agreement BETWEEN 0 AND 1),
                    miou REAL CHECK (miou BETWEEN 0 AND 1),
                    teacher_miou REAL CHECK (teacher_miou BETWEEN 0 AND 1),
                    spec_path TEXT,
                    spec_sha256 TEXT \(digest("spec_sha256")),
                    CHECK ((spec_path IS NULL) = (spec_sha256 IS NULL))
                ) STRICT;
                CREATE INDEX pareto_points_by_experiment ON pareto_points (experiment_id);
                """)
    }
}
