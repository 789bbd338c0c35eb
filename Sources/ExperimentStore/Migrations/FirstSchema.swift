internal import GRDB

extension Migration {
    /// The tables of the first release.
    ///
    /// Positions count from zero within an experiment: its trials, its sites, a site's candidates. Rows that belong to
    /// a trial and to a site carry the experiment too, so that foreign keys refuse a score that mixes two experiments.
    static let firstSchema = Migration(name: "first schema") { db in
        try db.execute(sql: experiments + trials + measurements)
    }

    private static let experiments = """
        CREATE TABLE experiments (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
            created_at TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('created', 'running', 'interrupted', 'finished', 'failed')),
            tool_version TEXT NOT NULL,
            revision TEXT NOT NULL,
            command_line TEXT NOT NULL,
            host TEXT NOT NULL,
            space_path TEXT NOT NULL,
            space_json TEXT NOT NULL CHECK (json_valid(space_json)),
            space_sha256 TEXT NOT NULL CHECK (length(space_sha256) = 64 AND space_sha256 NOT GLOB '*[^0-9a-f]*'),
            teacher_path TEXT NOT NULL,
            teacher_sha256 TEXT NOT NULL CHECK (length(teacher_sha256) = 64 AND teacher_sha256 NOT GLOB '*[^0-9a-f]*'),
            data_text TEXT NOT NULL,
            data_sha256 TEXT NOT NULL CHECK (length(data_sha256) = 64 AND data_sha256 NOT GLOB '*[^0-9a-f]*'),
            input_height INTEGER NOT NULL CHECK (input_height > 0),
            input_width INTEGER NOT NULL CHECK (input_width > 0),
            keyframe_interval INTEGER NOT NULL CHECK (keyframe_interval > 0),
            teacher_macs INTEGER NOT NULL CHECK (teacher_macs >= 0),
            budget_text TEXT,
            budget_scope TEXT NOT NULL CHECK (budget_scope IN ('delta-frame', 'amortised')),
            limit_macs INTEGER CHECK (limit_macs > 0),
            strategy TEXT NOT NULL CHECK (length(strategy) > 0),
            steps INTEGER NOT NULL CHECK (steps >= 0),
            seed INTEGER NOT NULL,
            settings_json TEXT NOT NULL CHECK (json_valid(settings_json)),
            CHECK ((budget_text IS NULL) = (limit_macs IS NULL))
        ) STRICT;

        CREATE TABLE sites (
            experiment_id INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            name TEXT NOT NULL CHECK (length(name) > 0),
            input_channels INTEGER NOT NULL CHECK (input_channels > 0),
            output_channels INTEGER NOT NULL CHECK (output_channels > 0),
            kernel_height INTEGER NOT NULL CHECK (kernel_height > 0),
            kernel_width INTEGER NOT NULL CHECK (kernel_width > 0),
            stride_height INTEGER NOT NULL CHECK (stride_height > 0),
            stride_width INTEGER NOT NULL CHECK (stride_width > 0),
            groups INTEGER NOT NULL CHECK (groups > 0),
            teacher_macs INTEGER NOT NULL CHECK (teacher_macs > 0),
            PRIMARY KEY (experiment_id, position),
            UNIQUE (experiment_id, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE candidates (
            experiment_id INTEGER NOT NULL,
            site INTEGER NOT NULL,
            position INTEGER NOT NULL CHECK (position >= 0),
            kind TEXT NOT NULL CHECK (length(kind) > 0),
            rank INTEGER CHECK (rank > 0),
            macs INTEGER NOT NULL CHECK (macs >= 0),
            damage REAL,
            is_kept INTEGER NOT NULL CHECK (is_kept IN (0, 1)),
            PRIMARY KEY (experiment_id, site, position),
            FOREIGN KEY (experiment_id, site) REFERENCES sites (experiment_id, position) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE UNIQUE INDEX candidates_by_kind ON candidates (experiment_id, site, kind, ifnull(rank, 0));

        """

    private static let trials = """
        CREATE TABLE trials (
            id INTEGER PRIMARY KEY,
            experiment_id INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            seed INTEGER NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('running', 'interrupted', 'finished', 'failed')),
            started_at TEXT NOT NULL,
            finished_at TEXT,
            step INTEGER NOT NULL DEFAULT 0 CHECK (step >= 0),
            error TEXT,
            UNIQUE (experiment_id, position),
            UNIQUE (experiment_id, id),
            CHECK ((status = 'running') = (finished_at IS NULL)),
            CHECK ((status = 'failed') = (error IS NOT NULL))
        ) STRICT;

        CREATE TABLE checkpoints (
            id INTEGER PRIMARY KEY,
            trial_id INTEGER NOT NULL REFERENCES trials (id) ON DELETE CASCADE,
            step INTEGER NOT NULL CHECK (step >= 0),
            path TEXT NOT NULL CHECK (length(path) > 0),
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
            created_at TEXT NOT NULL,
            is_kept INTEGER NOT NULL CHECK (is_kept IN (0, 1)),
            UNIQUE (trial_id, step)
        ) STRICT;

        CREATE TABLE derivations (
            id INTEGER PRIMARY KEY,
            experiment_id INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            trial_id INTEGER,
            created_at TEXT NOT NULL,
            budget_text TEXT,
            budget_scope TEXT NOT NULL CHECK (budget_scope IN ('delta-frame', 'amortised')),
            limit_macs INTEGER CHECK (limit_macs > 0),
            delta_frame_macs INTEGER NOT NULL CHECK (delta_frame_macs >= 0),
            amortised_macs INTEGER NOT NULL CHECK (amortised_macs >= 0),
            agreement REAL CHECK (agreement BETWEEN 0 AND 1),
            miou REAL CHECK (miou BETWEEN 0 AND 1),
            folder TEXT NOT NULL,
            spec_json TEXT NOT NULL CHECK (json_valid(spec_json)),
            CHECK ((budget_text IS NULL) = (limit_macs IS NULL)),
            CHECK (CASE budget_scope WHEN 'amortised' THEN amortised_macs ELSE delta_frame_macs END <= limit_macs),
            FOREIGN KEY (experiment_id, trial_id) REFERENCES trials (experiment_id, id) ON DELETE CASCADE
        ) STRICT;

        CREATE INDEX derivations_by_experiment ON derivations (experiment_id);

        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            experiment_id INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
            trial_id INTEGER,
            at TEXT NOT NULL,
            level TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
            message TEXT NOT NULL,
            FOREIGN KEY (experiment_id, trial_id) REFERENCES trials (experiment_id, id) ON DELETE CASCADE
        ) STRICT;

        CREATE INDEX events_by_experiment ON events (experiment_id);

        """

    /// `metrics.value` is NULL where the number was not one. `choice_probabilities.probabilities` is a JSON array, one
    /// number a candidate of the site, so that one row holds a site's softmax and SQL can still take it apart: the view
    /// `choice_history` does.
    private static let measurements = """
        CREATE TABLE metrics (
            trial_id INTEGER NOT NULL REFERENCES trials (id) ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (length(name) > 0),
            step INTEGER NOT NULL CHECK (step >= 0),
            value REAL,
            PRIMARY KEY (trial_id, name, step)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE scores (
            experiment_id INTEGER NOT NULL,
            trial_id INTEGER NOT NULL,
            phase TEXT NOT NULL CHECK (length(phase) > 0),
            site INTEGER NOT NULL,
            candidate INTEGER NOT NULL,
            damage REAL NOT NULL,
            PRIMARY KEY (trial_id, phase, site, candidate),
            FOREIGN KEY (experiment_id, trial_id) REFERENCES trials (experiment_id, id) ON DELETE CASCADE,
            FOREIGN KEY (experiment_id, site, candidate) REFERENCES candidates (experiment_id, site, position)
                ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE choice_probabilities (
            experiment_id INTEGER NOT NULL,
            trial_id INTEGER NOT NULL,
            site INTEGER NOT NULL,
            step INTEGER NOT NULL CHECK (step >= 0),
            probabilities TEXT NOT NULL
                CHECK (json_valid(probabilities) AND json_type(probabilities) = 'array'),
            PRIMARY KEY (trial_id, site, step),
            FOREIGN KEY (experiment_id, trial_id) REFERENCES trials (experiment_id, id) ON DELETE CASCADE,
            FOREIGN KEY (experiment_id, site) REFERENCES sites (experiment_id, position) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE VIEW choice_history AS
            SELECT history.experiment_id, history.trial_id, history.step, history.site, sites.name AS site_name,
                choice.key AS candidate, candidates.kind, candidates.rank, choice.value AS probability
            FROM choice_probabilities AS history, json_each(history.probabilities) AS choice
            JOIN sites ON sites.experiment_id = history.experiment_id AND sites.position = history.site
            JOIN candidates ON candidates.experiment_id = history.experiment_id AND candidates.site = history.site
                AND candidates.position = choice.key;
        """
}
