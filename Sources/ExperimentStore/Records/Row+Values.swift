internal import GRDB

/// Columns of rows that anyone may have written: what a column should not hold is an error, never a trap.
extension Row {
    /// A column's value; of an optional type, nil where it holds nothing or there is no such column.
    ///
    /// - Throws: where there is no such column, or it holds something else.
    func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(_ column: String) throws -> Value {
        try decode(Value.self, forColumn: column)
    }

    /// Whole numbers are counts, positions, costs or times, but for seeds: never negative, and so small that some
    /// thousands of them can be added. Elsewhere than in columns of real numbers SQLite would make the nearest whole
    /// number of a real one: the smallest there is of −∞.
    ///
    /// - Throws: `SQLITE_MISMATCH` with the column's name.
    func requireCounts() throws {
        for (column, value) in self where !column.hasSuffix("seed") {
            switch value.storage {
            case .int64(let number) where !(0...Self.largestCount).contains(number):
                throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: "column \(column) holds \(number)")
            case .double(let number) where !Self.realColumns.contains(column):
                throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: "column \(column) holds \(number)")
            default: continue
            }
        }
    }

    private static let realColumns: Set = [
        "agreement", "damage", "median_error", "miou", "teacher_miou", "teacher_spread", "value", "worst_error",
    ]

    /// The largest budget that can be stated, in MACs, is no larger.
    private static let largestCount: Int64 = 1_000_000_000_000_000_000
}
