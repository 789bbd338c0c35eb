import Foundation

extension LineChart {
    /// The chart as a document of its own.
    public func svg() -> String { drawn(.page).document }

    /// The chart as an element of an HTML page.
    public func element(_ layout: Layout = .compact) -> String {
        drawn(layout).element(label: [title, subtitle].filter { !$0.isEmpty }.joined(separator: ", "))
    }

    private func drawn(_ layout: Layout) -> SVGText {
        let points = series.flatMap(\.points)
        let heights = points.flatMap { [$0.y] + ($0.spread.map { [$0.lowerBound, $0.upperBound] } ?? []) }
        let frame = Frame(
            layout: layout, x: Self.scale(points.map(\.x), count: layout.tickCounts.x),
            y: Self.scale(heights + (reference.map { [$0.y] } ?? []), count: layout.tickCounts.y))
        let columns = legendColumns
        let legendHeight =
            layout.isCompact ? Layout.legendLine * Double((series.count + columns - 1) / columns) : 0
        var svg = SVGText(width: layout.width, height: layout.height + legendHeight)
        if !layout.isCompact {
            svg.text(title, x: layout.left, y: 26, size: 16, weight: "600")
            svg.text(subtitle, x: layout.left, y: 44, size: 12, color: "#555555")
        }
        drawAxes(frame, &svg)
        if let reference {
            let y = frame.vertical(reference.y)
            svg.line(layout.left, y, layout.right, y, color: "#555555", width: 1, dash: "6 4")
            let isHigh = y < layout.top + 20
            svg.text(
                reference.name, x: layout.right, y: isHigh ? y + 14 : y - 6, size: 12, color: "#555555", anchor: "end")
        }
        let styles = Self.styles(series, layout)
        // What is compared with lies behind.
        let order = series.indices.sorted { (series[$1].isBaseline ? 0 : 1, $0) > (series[$0].isBaseline ? 0 : 1, $1) }
        for index in order { draw(series[index], styles[index], index, frame, &svg) }
        drawLegend(styles, layout, &svg)
        return svg
    }

    /// Where numbers lie on the page, in pixels.
    private struct Frame {
        var layout: Layout
        var x: (range: ClosedRange<Double>, ticks: [Double])
        var y: (range: ClosedRange<Double>, ticks: [Double])

        func horizontal(_ value: Double) -> Double {
            layout.left + (value - x.range.lowerBound) / (x.range.upperBound - x.range.lowerBound)
                * (layout.right - layout.left)
        }

        func vertical(_ value: Double) -> Double {
            layout.bottom - (value - y.range.lowerBound) / (y.range.upperBound - y.range.lowerBound)
                * (layout.bottom - layout.top)
        }
    }

    private func drawAxes(_ frame: Frame, _ svg: inout SVGText) {
        let layout = frame.layout
        for tick in frame.y.ticks {
            let y = frame.vertical(tick)
            svg.line(layout.left, y, layout.right, y, color: "#E4E7EA", width: 1)
            svg.text(self.y.format(tick), x: layout.left - 9, y: y + 4, size: 12, color: "#444444", anchor: "end")
        }
        for tick in frame.x.ticks {
            let x = frame.horizontal(tick)
            svg.line(x, layout.bottom, x, layout.bottom + 5, color: "#777777", width: 1)
            svg.text(self.x.format(tick), x: x, y: layout.bottom + 20, size: 12, color: "#444444", anchor: "middle")
        }
        svg.line(layout.left, layout.bottom, layout.right, layout.bottom, color: "#777777", width: 1)
        svg.text(
            x.title, x: (layout.left + layout.right) / 2, y: layout.bottom + (layout.isCompact ? 38 : 46),
            size: layout.isCompact ? 12 : 13, color: "#222222", anchor: "middle")
        guard !layout.isCompact else { return }
        svg.text(
            y.title, x: 22, y: (layout.top + layout.bottom) / 2, size: 13, color: "#222222", anchor: "middle",
            turned: true)
    }

    private func draw(_ series: Series, _ style: Style, _ index: Int, _ frame: Frame, _ svg: inout SVGText) {
        let points = series.points.filter { Self.isDrawable($0.x) && Self.isDrawable($0.y) }.sorted {
            ($0.x, $0.y) < ($1.x, $1.y)
        }
        let places = points.map { (x: frame.horizontal($0.x), y: frame.vertical($0.y)) }
        if !series.isScattered { svg.polyline(places, color: style.color, width: style.width, dash: style.dash) }
        let isCompact = frame.layout.isCompact
        // Of a long line, a mark now and then, and not where the other lines have theirs.
        let every = isCompact && !series.isScattered ? max(1, points.count / 8) : 1
        for (place, (point, at)) in zip(points, places).enumerated() {
            if let spread = point.spread {
                svg.line(
                    at.x, frame.vertical(spread.lowerBound), at.x, frame.vertical(spread.upperBound),
                    color: style.color, width: 1.2)
            }
            guard (place + every * (index % 4) / 4) % every == 0 else { continue }
            let radius = isCompact ? 3.0 : series.isBaseline ? 3.2 : 4.4
            svg.mark(style.mark, x: at.x, y: at.y, radius: radius, color: style.color)
        }
    }

    /// Names beside each other below a compact chart; long ones take a line each.
    private var legendColumns: Int { series.contains { $0.name.count > 21 } ? 1 : 2 }

    private func drawLegend(_ styles: [Style], _ layout: Layout, _ svg: inout SVGText) {
        for (row, (series, style)) in zip(series, styles).enumerated() {
            let x: Double
            let y: Double
            if layout.isCompact {
                let column = (layout.width - layout.left) / 2
                x = layout.left - 30 + (column + 14) * Double(row % legendColumns)
                y = layout.height + Layout.legendLine * (Double(row / legendColumns) + 0.4)
            } else {
                x = layout.right + 26
                y = layout.top + 14 + 22 * Double(row)
            }
            if !series.isScattered {
                svg.line(x, y, x + 26, y, color: style.color, width: style.width, dash: style.dash)
            }
            svg.mark(style.mark, x: x + 13, y: y, radius: 3.6, color: style.color)
            svg.text(series.name, x: x + 34, y: y + 4, size: layout.isCompact ? 12 : 12.5, color: "#222222")
        }
    }
}
