internal import GRDB

extension Migration {
    /// Budgets of time beside those of compute, and what delta frames take, in nanoseconds. Every column may be NULL: most
    /// experiments know nothing of time.
    static let timeBudgets = Migration(name: "time budgets") { db in
        let budget = """
            CHECK (ifnull(limit_nanoseconds, 1) > 0
                AND (time_budget_text IS NULL) = (limit_nanoseconds IS NULL))
            """
        for table in ["experiments", "derivations"] {
            try db.execute(
                sql: """
                    ALTER TABLE \(table) ADD COLUMN time_budget_text TEXT;
                    ALTER TABLE \(table) ADD COLUMN limit_nanoseconds INTEGER \(budget);
                    """)
        }
        for table in ["derivations", "measurements"] {
            try db.execute(
                sql: """
                    ALTER TABLE \(table) ADD COLUMN predicted_nanoseconds INTEGER
                        CHECK (ifnull(predicted_nanoseconds, 0) >= 0);
                    ALTER TABLE \(table) ADD COLUMN measured_nanoseconds INTEGER
                        CHECK (ifnull(measured_nanoseconds, 0) >= 0);
                    """)
        }
    }
}
