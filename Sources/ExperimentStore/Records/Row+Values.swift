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
    /// number of a real one: the smallest there is of −∞. Times are times.
    ///
    /// - Throws: `SQLITE_MISMATCH` with the column's name.
    func requireCounts() throws {
        for (column, value) in self where !column.hasSuffix("seed") {
            switch value.storage {
            case .int64(let number) where !(0...Self.largestCount).contains(number):
                throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: "column \(column) holds \(number)")
            case .double(let number) where !Self.realColumns.contains(column):
                throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: "column \(column) holds \(number)")
            case .null: continue
            case let time where (column == "at" || column.hasSuffix("_at")) && !Self.isTime(time):
                throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: "column \(column) holds no time")
            default: continue
            }
        }
    }

    /// Whether a value is a time as GRDB writes it, `2026-11-22 09:30:00.000`; its reader of times traps on some others.
    private static func isTime(_ value: DatabaseValue.Storage) -> Bool {
        guard case .string(let text) = value else { return false }
        return text.utf8.count == pattern.utf8.count
            && zip(text.utf8, pattern.utf8).allSatisfy { character, place in
                place == UInt8(ascii: "0")
                    ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) : character == place
            }
    }

    private static let pattern = "0000-00-00 00:00:00.000"

    private static let realColumns: Set = [
        "agreement", "damage", "median_error", "miou", "teacher_miou", "teacher_spread", "value", "worst_error",
    ]

    /// The largest budget that can be stated, in MACs, is no larger.
    private static let largestCount: Int64 = 1_000_000_000_000_000_000
}
