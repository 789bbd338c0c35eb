import GRDB

extension Migration {
    /// What every candidate of a space takes on a machine, and under which conditions that was measured.
    static let latencies = Migration(name: "latencies") { db in
        try db.execute(
            sql: """
                CREATE TABLE latency_tables (
                    id INTEGER NOT NULL PRIMARY KEY,
                    measured_at TEXT NOT NULL,
                    processor TEXT NOT NULL CHECK (length(processor) > 0),
                    cores INTEGER NOT NULL CHECK (cores > 0),
                    library TEXT NOT NULL CHECK (length(library) > 0),
                    build TEXT NOT NULL CHECK (length(build) > 0),
                    threads INTEGER NOT NULL CHECK (threads > 0),
                    architecture TEXT NOT NULL CHECK (length(architecture) > 0),
                    classes INTEGER NOT NULL CHECK (classes > 0),
                    input_height INTEGER NOT NULL CHECK (input_height > 0),
                    input_width INTEGER NOT NULL CHECK (input_width > 0),
                    device TEXT NOT NULL,
                    teacher_nanoseconds INTEGER NOT NULL CHECK (teacher_nanoseconds > 0),
                    rest_nanoseconds INTEGER NOT NULL CHECK (rest_nanoseconds >= 0),
                    teacher_spread REAL NOT NULL CHECK (teacher_spread >= 0),
                    median_error REAL NOT NULL CHECK (median_error >= 0),
                    worst_error REAL NOT NULL CHECK (worst_error >= median_error)
                ) STRICT;
                CREATE INDEX latency_tables_by_conditions ON latency_tables
                    (processor, cores, library, build, threads, architecture, classes, input_height, input_width);
                CREATE TABLE latencies (
                    table_id INTEGER NOT NULL REFERENCES latency_tables (id) ON DELETE CASCADE,
                    site TEXT NOT NULL CHECK (length(site) > 0),
                    candidate TEXT NOT NULL CHECK (length(candidate) > 0),
                    nanoseconds INTEGER NOT NULL CHECK (nanoseconds >= 0),
                    PRIMARY KEY (table_id, site, candidate)
                ) STRICT, WITHOUT ROWID;
                """)
    }
}
