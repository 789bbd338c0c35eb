internal import GRDB

extension ExperimentDatabase {
    /// The last value of every number of a trial, by name.
    public func latestMetrics(of trial: Int64) throws -> [MetricRecord] {
        try read { db in
            try MetricRecord.fetchAll(
                db,
                sql:
                    "SELECT name, max(step) AS step, value FROM metrics WHERE trial_id = ? GROUP BY name ORDER BY name",
                arguments: [trial])
        }
    }

    /// The last value of every number of a fine-tuning run, by name.
    public func latestMetrics(ofFinetuning id: Int64) throws -> [MetricRecord] {
        try read { db in
            try MetricRecord.fetchAll(
                db,
                sql: """
                    SELECT name, max(step) AS step, value FROM finetuning_metrics WHERE finetuning_id = ?
                    GROUP BY name ORDER BY name
                    """,
                arguments: [id])
        }
    }

    /// Whether a trial's statistics are known: whether any candidate has a damage by them.
    public func hasDamages(_ experiment: ExperimentRecord, of trial: TrialRecord) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT CASE ?
                        WHEN 0 THEN EXISTS (SELECT 1 FROM candidates WHERE experiment_id = ? AND damage IS NOT NULL)
                        ELSE EXISTS (SELECT 1 FROM scores WHERE trial_id = ? AND phase = 'fitted')
                    END
                    """,
                arguments: [trial.position, experiment.id, trial.id]) ?? false
        }
    }
}
