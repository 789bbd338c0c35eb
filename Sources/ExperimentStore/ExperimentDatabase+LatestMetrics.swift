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

    /// Whether the statistics are known: whether any candidate has a damage.
    public func hasDamages(_ experiment: ExperimentRecord) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db,
                sql: "SELECT EXISTS (SELECT 1 FROM candidates WHERE experiment_id = ? AND damage IS NOT NULL)",
                arguments: [experiment.id]) ?? false
        }
    }
}
