import Experiments
import StudentSpace

/// Rows and columns, printed for people (`table`), for programs (`json`: an array of objects) or for spreadsheets
/// (`csv`, by RFC 4180).
struct Table {
    struct Column {
        /// The name in JSON and CSV: stable.
        var key: String
        /// The heading for people; nil: not shown to them.
        var title: String?
        var isNumber = false

        init(_ key: String, _ title: String?, isNumber: Bool = false) {
            self.key = key
            self.title = title
            self.isNumber = isNumber
        }
    }

    /// What one row has in one column.
    struct Cell {
        var value: JSONValue
        /// For people.
        var text: String

        init(_ value: JSONValue, _ text: String? = nil) {
            self.value = value
            self.text = text ?? CSVText.plain(value)
        }

        static func string(_ text: String?) -> Cell { Cell(.string(text)) }

        static func integer(_ number: Int?) -> Cell { Cell(.integer(number)) }

        /// A share or a mIoU, four decimals for people.
        static func fraction(_ number: Double?) -> Cell { Cell(.number(number), Quantity.fraction(number)) }

        /// Nanoseconds, under a readable unit for people; nil: unknown.
        static func time(_ nanoseconds: Int?) -> Cell {
            Cell(.integer(nanoseconds), nanoseconds.map(Quantity.time) ?? "-")
        }

        static func time(_ nanoseconds: Int) -> Cell { Cell(.integer(nanoseconds), Quantity.time(nanoseconds)) }

        /// MACs, with FLOPs beside them for people.
        static func macs(_ macs: Int) -> Cell { Cell(.integer(macs), Quantity.macs(macs)) }
    }

    var columns: [Column]
    var rows: [[Cell]] = []

    init(_ columns: [Column], _ rows: [[Cell]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// Columns two blanks apart, headings above a rule; numbers to the right.
    var text: String {
        let shown = columns.indices.filter { columns[$0].title != nil }
        let head = shown.map { columns[$0].title ?? "" }
        let body = rows.map { row in shown.map { row[$0].text.printableLine } }
        let widths = shown.indices.map { column in ([head] + body).map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            var text = ""
            for (column, cell) in cells.enumerated() {
                let blanks = String(repeating: " ", count: widths[column] - cell.count)
                text += (column > 0 ? "  " : "") + (columns[shown[column]].isNumber ? blanks + cell : cell + blanks)
            }
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }
        return line(head) + line(widths.map { String(repeating: "-", count: $0) }) + body.map(line).joined()
    }

    var json: JSONValue {
        .array(rows.map { row in .object(zip(columns, row).map { ($0.key, $1.value) }) })
    }

    /// An object a line, for streams.
    var jsonLines: String {
        rows.map { row in
            let members = zip(columns, row).map { column, cell in
                "\(Self.compact(.string(column.key))): \(Self.compact(cell.value))"
            }
            return "{" + members.joined(separator: ", ") + "}\n"
        }.joined()
    }

    /// On one line.
    ///
    /// - Precondition: no array, no object.
    private static func compact(_ value: JSONValue) -> String {
        let text = value.text()
        return String(text.dropLast())
    }

    var csv: String {
        CSVText.line(columns.map(\.key)) + rows.map { CSVText.line($0.map(\.value)) }.joined()
    }

    /// The table as it was asked for.
    func formatted(_ format: OutputFormat) -> String {
        switch format {
        case .table: text
        case .json: json.text()
        case .csv: csv
        }
    }
}
