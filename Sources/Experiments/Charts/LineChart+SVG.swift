import Foundation

extension LineChart {
    /// The chart as a document of its own.
    public func svg() -> String {
        let points = series.flatMap(\.points)
        let heights = points.flatMap { [$0.y] + ($0.spread.map { [$0.lowerBound, $0.upperBound] } ?? []) }
        let frame = Frame(
            x: Self.scale(points.map(\.x), count: 8),
            y: Self.scale(heights + (reference.map { [$0.y] } ?? []), count: 6))
        var svg = SVGText(width: Frame.width, height: Frame.height)
        svg.text(title, x: Frame.left, y: 26, size: 16, weight: "600")
        svg.text(subtitle, x: Frame.left, y: 44, size: 12, color: "#555555")
        drawAxes(frame, &svg)
        if let reference {
            let y = frame.vertical(reference.y)
            svg.line(Frame.left, y, Frame.right, y, color: "#555555", width: 1, dash: "6 4")
            svg.text(reference.name, x: Frame.right, y: y - 6, size: 12, color: "#555555", anchor: "end")
        }
        let styles = Self.styles(series)
        // What is compared with lies behind.
        let order = series.indices.sorted { (series[$1].isBaseline ? 0 : 1, $0) > (series[$0].isBaseline ? 0 : 1, $1) }
        for index in order { draw(series[index], styles[index], frame, &svg) }
        drawLegend(styles, &svg)
        return svg.document
    }

    /// Where numbers lie on the page, in pixels.
    private struct Frame {
        static let (width, height) = (860.0, 520.0)
        static let (left, right, top, bottom) = (86.0, 620.0, 62.0, 460.0)

        var x: (range: ClosedRange<Double>, ticks: [Double])
        var y: (range: ClosedRange<Double>, ticks: [Double])

        func horizontal(_ value: Double) -> Double {
            Self.left + (value - x.range.lowerBound) / (x.range.upperBound - x.range.lowerBound)
                * (Self.right - Self.left)
        }

        func vertical(_ value: Double) -> Double {
            Self.bottom - (value - y.range.lowerBound) / (y.range.upperBound - y.range.lowerBound)
                * (Self.bottom - Self.top)
        }
    }

    struct Style {
        var color: String
        var width: Double
        var mark: Mark
    }

    enum Mark: CaseIterable { case disc, square, diamond, triangle }

    /// Colours that also people with a colour vision deficiency tell apart (Okabe and Ito 2008), and a mark each.
    private static func styles(_ series: [Series]) -> [Style] {
        let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"]
        let greys = ["#5F6B76", "#8A949E", "#A9854B", "#7C9A6A", "#A0708C", "#6F8FAF"]
        var (strong, weak) = (0, 0)
        return series.enumerated().map { index, series in
            defer { if series.isBaseline { weak += 1 } else { strong += 1 } }
            return series.isBaseline
                ? Style(
                    color: greys[weak % greys.count], width: 1.4, mark: Mark.allCases[(index + 1) % Mark.allCases.count]
                )
                : Style(
                    color: colors[strong % colors.count], width: 2.6, mark: Mark.allCases[index % Mark.allCases.count])
        }
    }

    private func drawAxes(_ frame: Frame, _ svg: inout SVGText) {
        for tick in frame.y.ticks {
            let y = frame.vertical(tick)
            svg.line(Frame.left, y, Frame.right, y, color: "#E4E7EA", width: 1)
            svg.text(self.y.format(tick), x: Frame.left - 9, y: y + 4, size: 12, color: "#444444", anchor: "end")
        }
        for tick in frame.x.ticks {
            let x = frame.horizontal(tick)
            svg.line(x, Frame.bottom, x, Frame.bottom + 5, color: "#777777", width: 1)
            svg.text(self.x.format(tick), x: x, y: Frame.bottom + 20, size: 12, color: "#444444", anchor: "middle")
        }
        svg.line(Frame.left, Frame.bottom, Frame.right, Frame.bottom, color: "#777777", width: 1)
        svg.text(
            x.title, x: (Frame.left + Frame.right) / 2, y: Frame.bottom + 46, size: 13, color: "#222222",
            anchor: "middle")
        svg.text(
            y.title, x: 22, y: (Frame.top + Frame.bottom) / 2, size: 13, color: "#222222", anchor: "middle",
            turned: true)
    }

    private func draw(_ series: Series, _ style: Style, _ frame: Frame, _ svg: inout SVGText) {
        let points = series.points.filter { $0.x.isFinite && $0.y.isFinite }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        let places = points.map { (x: frame.horizontal($0.x), y: frame.vertical($0.y)) }
        svg.polyline(places, color: style.color, width: style.width, dash: series.isBaseline ? "5 3" : nil)
        for (point, place) in zip(points, places) {
            if let spread = point.spread {
                svg.line(
                    place.x, frame.vertical(spread.lowerBound), place.x, frame.vertical(spread.upperBound),
                    color: style.color, width: 1.2)
            }
            svg.mark(style.mark, x: place.x, y: place.y, radius: series.isBaseline ? 3.2 : 4.4, color: style.color)
        }
    }

    private func drawLegend(_ styles: [Style], _ svg: inout SVGText) {
        for (row, (series, style)) in zip(series, styles).enumerated() {
            let (x, y) = (Frame.right + 26, Frame.top + 14 + 22 * Double(row))
            svg.line(x, y, x + 26, y, color: style.color, width: style.width, dash: series.isBaseline ? "5 3" : nil)
            svg.mark(style.mark, x: x + 13, y: y, radius: 3.6, color: style.color)
            svg.text(series.name, x: x + 34, y: y + 4, size: 12.5, color: "#222222")
        }
    }
}
