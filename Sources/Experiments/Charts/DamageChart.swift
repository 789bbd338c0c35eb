import Foundation

/// Expected damages, a row a site on a logarithmic scale: a line from the least to the largest of the site's candidates,
/// and a mark where the choice lies. Damages of nothing stand at the left edge.
struct DamageChart {
    struct Row {
        var name: String
        /// Of candidates that do some damage; nil where none does.
        var range: ClosedRange<Double>?
        /// nil: nothing is chosen, or nothing was estimated.
        var choice: Double?
    }

    var rows: [Row]
    /// Powers of ten between which the scale runs: one for all charts that are compared.
    var powers: ClosedRange<Int>

    /// The powers that hold all damages of some rows.
    static func powers(_ rows: [Row]) -> ClosedRange<Int> {
        let values = rows.flatMap { [$0.range?.lowerBound, $0.range?.upperBound, $0.choice].compactMap { $0 } }
            .filter { $0 > 0 && $0.isFinite }
        guard let low = values.min(), let high = values.max() else { return -3...0 }
        // What lies far below is nothing.
        let top = Int(log10(high).rounded(.up))
        return max(Int(log10(low).rounded(.down)), top - 9)...top
    }

    private static let (left, right, top, line) = (132.0, 388.0, 24.0, 16.0)

    func element() -> String {
        var svg = SVGText(width: 400, height: Self.top + Self.line * Double(rows.count) + 8)
        let bottom = Self.top + Self.line * Double(rows.count)
        let every = max(1, (powers.count + 4) / 5)
        for power in stride(from: powers.lowerBound, through: powers.upperBound, by: every) {
            let x = place(pow(10, Double(power)))
            svg.line(x, Self.top, x, bottom, color: "#E4E7EA", width: 1)
            svg.text("1e\(power)", x: x, y: 14, size: 10.5, color: "#555555", anchor: "middle")
        }
        svg.line(Self.left, Self.top, Self.left, bottom, color: "#777777", width: 1)
        for (index, row) in rows.enumerated() {
            let y = Self.top + Self.line * (Double(index) + 0.5)
            let name = row.name.count > 20 ? String(row.name.prefix(19)) + "…" : row.name
            svg.text(name, x: Self.left - 8, y: y + 4, size: 10, anchor: "end", family: "ui-monospace, monospace")
            if let range = row.range {
                svg.line(place(range.lowerBound), y, place(range.upperBound), y, color: "#9AA3AB", width: 3)
            }
            if let choice = row.choice { svg.mark(.diamond, x: place(choice), y: y, radius: 4, color: "#B3430A") }
        }
        return svg.element(label: "Damage of each site: the range of its candidates, and its choice")
    }

    private func place(_ damage: Double) -> Double {
        guard damage > 0, damage.isFinite else { return Self.left }
        let (low, high) = (Double(powers.lowerBound), Double(max(powers.upperBound, powers.lowerBound + 1)))
        return Self.left + min(1, max(0, (log10(damage) - low) / (high - low))) * (Self.right - Self.left)
    }
}
