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
    /// thousands of them can be added.
    ///
    /// - Throws: `SQLITE_MISMATCH` with the column's name.
    func requireCounts() throws {
        for (column, value) in self where !column.hasSuffix("seed") {
            guard case .int64(let number) = value.storage, !(0...Self.largestCount).contains(number) else { continue }
            throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: "column \(column) holds \(number)")
        }
    }

    /// The largest budget that can be stated, in MACs, is no larger.
    private static let largestCount: Int64 = 1_000_000_000_000_000_000
}
