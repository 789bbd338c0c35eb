import Foundation

/// Shapes and words, put together as an SVG document. Coordinates are pixels from the top left.
struct SVGText {
    private var body: [String] = []
    private let width: Double
    private let height: Double

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    var document: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="\(number(width))" height="\(number(height))" \
        viewBox="0 0 \(number(width)) \(number(height))" font-family="Helvetica, Arial, sans-serif">
        <rect width="100%" height="100%" fill="#FFFFFF"/>
        \(body.joined(separator: "\n"))
        </svg>

        """
    }

    /// The picture as an element of an HTML page, as wide as its place; `label` is what is read aloud.
    func element(label: String) -> String {
        """
        <svg viewBox="0 0 \(number(width)) \(number(height))" role="img" aria-label="\(Self.escaped(label))">
        \(body.joined(separator: "\n"))
        </svg>
        """
    }

    /// Elements as they are: what they hold is escaped already.
    mutating func add(_ markup: String) { body.append(markup) }

    mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, fill: String, stroke: String? = nil
    ) {
        let line = stroke.map { " stroke=\"\($0)\" stroke-width=\"1\"" } ?? ""
        body.append(
            "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(max(0, width)))\" "
                + "height=\"\(number(max(0, height)))\" fill=\"\(fill)\"\(line)/>")
    }

    mutating func circle(x: Double, y: Double, radius: Double, fill: String, stroke: String, width: Double = 1.2) {
        body.append(
            "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(radius))\" fill=\"\(fill)\" "
                + self.stroke(stroke, width, nil) + "/>")
    }

    /// A cubic Bézier curve.
    mutating func curve(
        from start: (x: Double, y: Double), _ first: (x: Double, y: Double), _ second: (x: Double, y: Double),
        to end: (x: Double, y: Double), color: String, width: Double
    ) {
        let places = [start, first, second, end].map { "\(number($0.x)) \(number($0.y))" }
        body.append(
            "<path d=\"M\(places[0])C\(places[1...].joined(separator: " "))\" fill=\"none\" "
                + stroke(color, width, nil) + "/>")
    }

    mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String, width: Double, dash: String? = nil
    ) {
        body.append(
            "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\" "
                + stroke(color, width, dash) + "/>")
    }

    mutating func polyline(_ points: [(x: Double, y: Double)], color: String, width: Double, dash: String? = nil) {
        guard points.count > 1 else { return }
        let places = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
        body.append("<polyline points=\"\(places)\" fill=\"none\" " + stroke(color, width, dash) + "/>")
    }

    mutating func text(
        _ text: String, x: Double, y: Double, size: Double, color: String = "#111111", anchor: String = "start",
        weight: String = "400", turned: Bool = false, family: String? = nil
    ) {
        let family = family.map { " font-family=\"\($0)\"" } ?? ""
        let turn = turned ? " transform=\"rotate(-90 \(number(x)) \(number(y)))\"" : ""
        body.append(
            "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(number(size))\" font-weight=\"\(weight)\" "
                + "fill=\"\(color)\" text-anchor=\"\(anchor)\"\(turn)\(family)>\(Self.escaped(text))</text>")
    }

    mutating func mark(_ mark: LineChart.Mark, x: Double, y: Double, radius: Double, color: String) {
        let r = radius
        let shape =
            switch mark {
            case .disc: "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(r))\""
            case .square:
                "<rect x=\"\(number(x - r))\" y=\"\(number(y - r))\" width=\"\(number(2 * r))\" height=\"\(number(2 * r))\""
            case .diamond: polygon([(x, y - 1.3 * r), (x + 1.3 * r, y), (x, y + 1.3 * r), (x - 1.3 * r, y)])
            case .triangle: polygon([(x, y - 1.2 * r), (x + 1.2 * r, y + r), (x - 1.2 * r, y + r)])
            }
        body.append(shape + " fill=\"\(color)\"/>")
    }

    private func polygon(_ points: [(Double, Double)]) -> String {
        "<polygon points=\"\(points.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " "))\""
    }

    private func stroke(_ color: String, _ width: Double, _ dash: String?) -> String {
        "stroke=\"\(color)\" stroke-width=\"\(number(width))\"" + (dash.map { " stroke-dasharray=\"\($0)\"" } ?? "")
    }

    /// To a tenth of a pixel; what has no place on a page has none here either.
    func number(_ value: Double) -> String {
        guard abs(value) < 1e9 else { return "0" }
        let tenths = (value * 10).rounded() / 10
        return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
    }

    static func escaped(_ text: String) -> String { HTMLText.escaped(text) }
}
