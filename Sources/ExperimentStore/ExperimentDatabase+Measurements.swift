internal import GRDB

extension ExperimentDatabase {
    /// Records numbers of a trial, and that it has come as far as the highest of their steps. A number that was recorded
    /// before at the same step is replaced.
    ///
    /// One transaction a call: collect a few steps where they are short.
    public func record(metrics: [MetricRecord], of trial: Int64) throws {
        guard let step = metrics.map(\.step).max() else { return }
        try write { db in
            _ = try self.trial(trial, in: db)
            let statement = try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO metrics (trial_id, name, step, value) VALUES (?, ?, ?, ?)")
            for metric in metrics {
                try statement.execute(arguments: [trial, metric.name, metric.step, metric.value])
            }
            try db.execute(sql: "UPDATE trials SET step = max(step, ?) WHERE id = ?", arguments: [step, trial])
        }
    }

    /// Records choice probabilities. Throws `StoreError.probabilityCount` unless there is one for every candidate of the
    /// site.
    public func record(probabilities: [ProbabilityRecord], of trial: Int64) throws {
        try write { db in
            let experiment = try self.trial(trial, in: db).experimentId
            let counts = try candidateCounts(of: experiment, in: db)
            let statement = try db.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO choice_probabilities (experiment_id, trial_id, site, step, probabilities)
                    VALUES (?, ?, ?, ?, ?)
                    """)
            for entry in probabilities {
                let expected = counts[entry.site] ?? 0
                guard entry.probabilities.count == expected else {
                    throw StoreError.probabilityCount(
                        path: path, site: entry.site, given: entry.probabilities.count, candidates: expected)
                }
                try statement.execute(arguments: [experiment, trial, entry.site, entry.step, entry.json])
            }
        }
    }

    /// Records damages as the trial estimates them. An estimate of the same phase is replaced.
    public func record(scores: [ScoreRecord], of trial: Int64) throws {
        try write { db in
            let experiment = try self.trial(trial, in: db).experimentId
            let statement = try db.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO scores (experiment_id, trial_id, phase, site, candidate, damage)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """)
            for score in scores {
                try statement.execute(
                    arguments: [experiment, trial, score.phase, score.site, score.candidate, score.damage])
            }
        }
    }

    /// A trial's numbers by step, of one name or of all.
    public func metrics(of trial: Int64, name: String? = nil) throws -> [MetricRecord] {
        try read { db in
            try MetricRecord.fetchAll(
                db, sql: "SELECT * FROM metrics WHERE trial_id = ? AND name = ifnull(?, name) ORDER BY step, name",
                arguments: [trial, name])
        }
    }

    /// The probabilities of a site over time.
    public func probabilities(of trial: Int64, site: Int) throws -> [ProbabilityRecord] {
        try read { db in
            try ProbabilityRecord.fetchAll(
                db, sql: "SELECT * FROM choice_probabilities WHERE trial_id = ? AND site = ? ORDER BY step",
                arguments: [trial, site])
        }
    }

    /// The last recorded probabilities of every site.
    public func latestProbabilities(of trial: Int64) throws -> [ProbabilityRecord] {
        try read { db in
            try ProbabilityRecord.fetchAll(
                db,
                sql: """
                    SELECT site, max(step) AS step, probabilities FROM choice_probabilities
                    WHERE trial_id = ? GROUP BY site ORDER BY site
                    """,
                arguments: [trial])
        }
    }

    /// A trial's damages, of one phase or of all.
    public func scores(of trial: Int64, phase: String? = nil) throws -> [ScoreRecord] {
        try read { db in
            try ScoreRecord.fetchAll(
                db,
                sql: """
                    SELECT * FROM scores WHERE trial_id = ? AND phase = ifnull(?, phase)
                    ORDER BY phase, site, candidate
                    """,
                arguments: [trial, phase])
        }
    }

    /// Records the networks that were measured at a step, in place of those recorded there before.
    public func record(measurements: [MeasurementRecord], step: Int, of trial: Int64) throws {
        try write { db in
            _ = try self.trial(trial, in: db)
            try db.execute(
                sql: "DELETE FROM measurements WHERE trial_id = ? AND step = ?", arguments: [trial, step])
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO measurements
                    (trial_id, step, position, label, frames, agreement, miou, delta_frame_macs,
                        predicted_nanoseconds, measured_nanoseconds)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """)
            for (position, entry) in measurements.enumerated() {
                try statement.execute(
                    arguments: [
                        trial, step, position, entry.label, entry.frames.rawValue, entry.agreement, entry.miou,
                        entry.deltaFrameMacs, entry.predictedNanoseconds, entry.measuredNanoseconds,
                    ])
            }
        }
    }

    /// The networks that a trial measured, by step, the best of a step first.
    public func measurements(of trial: Int64) throws -> [MeasurementRecord] {
        try read { db in
            try MeasurementRecord.fetchAll(
                db, sql: "SELECT * FROM measurements WHERE trial_id = ? ORDER BY step, position", arguments: [trial])
        }
    }

    private func candidateCounts(of experiment: Int64, in db: Database) throws -> [Int: Int] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT site, count(*) AS count FROM candidates WHERE experiment_id = ? GROUP BY site",
            arguments: [experiment])
        var counts: [Int: Int] = [:]
        for row in rows { counts[try row.value("site")] = try row.value("count") as Int }
        return counts
    }
}

extension ExperimentDatabase {
    /// The probabilities of every site at no more than `count` of the steps at which they were recorded: the first, the
    /// last, and steps evenly between. By site, then step.
    public func probabilityHistory(of trial: Int64, atMost count: Int) throws -> [ProbabilityRecord] {
        precondition(count >= 2, "\(count) steps")
        return try read { db in
            let steps = try Int.fetchAll(
                db, sql: "SELECT DISTINCT step FROM choice_probabilities WHERE trial_id = ? ORDER BY step",
                arguments: [trial])
            let chosen =
                steps.count <= count ? steps : (0..<count).map { steps[$0 * (steps.count - 1) / (count - 1)] }
            let list = chosen.map(String.init).joined(separator: ", ")
            return try ProbabilityRecord.fetchAll(
                db,
                sql: """
                    SELECT * FROM choice_probabilities WHERE trial_id = ? AND step IN (\(list)) ORDER BY site, step
                    """,
                arguments: [trial])
        }
    }
}
