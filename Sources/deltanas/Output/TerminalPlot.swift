import Foundation

/// One number over steps, drawn in characters: Braille dots, two across and four down a character, or stars.
struct TerminalPlot {
    var title: String
    var points: [(x: Double, y: Double)]
    /// Of the whole picture, in characters.
    var width: Int
    var height: Int
    var isASCII: Bool

    /// Below this, nothing can be read.
    static let least = (width: 30, height: 4)

    var text: String {
        let finite = points.filter { $0.x.isFinite && $0.y.isFinite }.sorted { $0.x < $1.x }
        guard let first = finite.first, let last = finite.last, let low = finite.map(\.y).min(),
            let high = finite.map(\.y).max()
        else { return "\(title): nothing recorded yet\n" }
        let labels = [high, (low + high) / 2, low].map(Self.label)
        let margin = (labels.map(\.count).max() ?? 0) + 1
        let columns = max(8, width - margin - 1)
        let rows = max(2, height)
        let cells = canvas(
            finite, x: first.x...max(last.x, first.x), y: low...high, columns: columns, rows: rows)
        var lines = [title]
        for row in 0..<rows {
            let label = row == 0 ? labels[0] : row == rows - 1 ? labels[2] : row == (rows - 1) / 2 ? labels[1] : ""
            let bar = label.isEmpty ? (isASCII ? "|" : "│") : (isASCII ? "+" : "┤")
            lines.append(Self.padded(label, margin - 1) + " " + bar + cells[row])
        }
        let axis = String(repeating: isASCII ? "-" : "─", count: columns)
        lines.append(String(repeating: " ", count: margin) + (isASCII ? "+" : "└") + axis)
        let (left, right) = (Self.label(first.x), Self.label(last.x))
        let gap = max(1, columns - left.count - right.count)
        lines.append(
            String(repeating: " ", count: margin + 1) + left + String(repeating: " ", count: gap) + right)
        return lines.map { line in
            var line = line
            while line.last == " " { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    /// The field, a string a row.
    private func canvas(
        _ points: [(x: Double, y: Double)], x: ClosedRange<Double>, y: ClosedRange<Double>, columns: Int, rows: Int
    ) -> [String] {
        let across = isASCII ? 1 : 2
        let down = isASCII ? 1 : 4
        let (wide, high) = (columns * across, rows * down)
        func place(_ value: Double, _ range: ClosedRange<Double>, _ count: Int) -> Int {
            let extent = range.upperBound - range.lowerBound
            guard extent > 0, extent.isFinite else { return count / 2 }
            return min(count - 1, max(0, Int(((value - range.lowerBound) / extent * Double(count - 1)).rounded())))
        }
        var dots = [Bool](repeating: false, count: wide * high)
        var last: (x: Int, y: Int)?
        for point in points {
            let at = (x: place(point.x, x, wide), y: high - 1 - place(point.y, y, high))
            // A line from the point before, one dot a column, and what a column jumps over filled.
            let from = last ?? at
            for column in from.x...max(from.x, at.x) {
                let part = at.x > from.x ? Double(column - from.x) / Double(at.x - from.x) : 1
                let row = Int((Double(from.y) + part * Double(at.y - from.y)).rounded())
                dots[row * wide + column] = true
            }
            if at.x - from.x <= 1 {
                for row in min(from.y, at.y)...max(from.y, at.y) { dots[row * wide + at.x] = true }
            }
            last = at
        }
        return (0..<rows).map { row in
            String((0..<columns).map { column in character(dots, wide, row * down, column * across) })
        }
    }

    private func character(_ dots: [Bool], _ wide: Int, _ row: Int, _ column: Int) -> Character {
        guard !isASCII else { return dots[row * wide + column] ? "*" : " " }
        // The order of Braille's dots in Unicode: down the left, down the right, then the lowest two.
        let bits = [
            (0, 0, 0x01), (1, 0, 0x02), (2, 0, 0x04), (0, 1, 0x08), (1, 1, 0x10), (2, 1, 0x20), (3, 0, 0x40),
            (3, 1, 0x80),
        ]
        let pattern = bits.reduce(0) { dots[(row + $1.0) * wide + column + $1.1] ? $0 | $1.2 : $0 }
        guard pattern != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(pattern)) else { return " " }
        return Character(scalar)
    }

    private static func label(_ value: Double) -> String { String(format: "%.4g", value) }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
