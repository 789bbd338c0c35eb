import Experiments
import StudentSpace

extension Table {
    /// Some of the columns, in the order of their keys.
    ///
    /// - Precondition: every key is a column's.
    func picking(_ keys: [String]) -> Table {
        let places = keys.map { key in
            guard let place = columns.firstIndex(where: { $0.key == key }) else {
                preconditionFailure("no column \(key)")
            }
            return place
        }
        return Table(places.map { columns[$0] }, rows.map { row in places.map { row[$0] } })
    }

    /// Places of rows by a column: numbers by size, words by the alphabet, nothing last; equal ones as they were.
    ///
    /// - Precondition: the key is a column's.
    func order(by key: String, descending: Bool) -> [Int] {
        guard let column = columns.firstIndex(where: { $0.key == key }) else { preconditionFailure("no column \(key)") }
        return rows.indices.sorted { one, other in
            switch Self.comparison(rows[one][column].value, rows[other][column].value, descending: descending) {
            case let before?: before
            case nil: one < other
            }
        }
    }

    /// Whether one value stands before another; nil where neither does.
    private static func comparison(_ one: JSONValue, _ other: JSONValue, descending: Bool) -> Bool? {
        switch (one.content, other.content) {
        case (.null, .null): return nil
        case (.null, _): return false
        case (_, .null): return true
        case (.number(let first), .number(let second)):
            guard first.double != second.double else { return nil }
            return (first.double < second.double) != descending
        default:
            let (first, second) = (CSVText.plain(one), CSVText.plain(other))
            guard first != second else { return nil }
            return (first < second) != descending
        }
    }
}
