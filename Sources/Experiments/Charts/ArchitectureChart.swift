/// The teacher's convolutions in their order, a row each: where it stands in the network, what it has on delta frames,
/// and what that costs beside the full convolution.
///
/// On the left the graph, from top to bottom, a column a resolution; then names, and bars on one scale: the outline is
/// the teacher's MACs, the filled part the student's.
struct ArchitectureChart {
    struct Row {
        var name: String
        /// `3x3 s2 3→32`.
        var shape: String
        /// As specs spell it; nil: nothing is chosen.
        var candidate: String?
        var teacherMACs: Int
        var macs: Int?
        /// The column in the graph.
        var lane: Int
        /// Rows above whose output it reads.
        var sources: [Int]

        /// The candidate without its rank.
        var kind: String? { candidate.map { String($0.prefix { $0 != ":" }) } }
    }

    var rows: [Row]
    /// What stands above the columns: `1/8`.
    var lanes: [String]

    /// How wide the picture is.
    enum Width { case phone, desk }

    func element(_ width: Width) -> String {
        let place = Places(width, lanes: lanes.count)
        var svg = SVGText(width: place.width, height: Places.top + Places.line * Double(rows.count) + 6)
        drawHead(place, &svg)
        drawGraph(place, &svg)
        let scale = Double(max(1, rows.map { max($0.teacherMACs, $0.macs ?? 0) }.max() ?? 1))
        for (index, row) in rows.enumerated() { draw(row, at: index, scale, place, &svg) }
        return svg.element(label: "The network's convolutions, what each has on delta frames, and what it costs")
    }

    /// Where things stand, in pixels.
    private struct Places {
        static let (top, line) = (26.0, 18.0)

        var width: Double
        var laneWidth: Double
        var name: Double
        /// nil: shapes are left out.
        var shape: Double?
        var bar: Double
        var barWidth: Double
        var choice: Double
        var nameLength: Int

        init(_ kind: Width, lanes: Int) {
            switch kind {
            case .phone:
                width = 400
                laneWidth = min(14, 84 / Double(max(1, lanes)))
                name = 14 + laneWidth * Double(lanes)
                bar = name + 108
                barWidth = 72
                nameLength = 16
            case .desk:
                width = 960
                laneWidth = 26
                name = 16 + laneWidth * Double(lanes)
                shape = name + 190
                bar = name + 310
                barWidth = 270
                nameLength = 28
            }
            choice = bar + barWidth + 8
        }

        func lane(_ lane: Int) -> Double { 8 + laneWidth * (Double(lane) + 0.5) }

        func row(_ row: Int) -> Double { Self.top + Self.line * (Double(row) + 0.5) }
    }

    private func drawHead(_ place: Places, _ svg: inout SVGText) {
        for (lane, name) in lanes.enumerated() where place.laneWidth > 20 {
            svg.text(name, x: place.lane(lane), y: 14, size: 10, color: "#555555", anchor: "middle")
        }
        if place.laneWidth <= 20, let first = lanes.first, let last = lanes.last, lanes.count > 1 {
            svg.text("\(first) … \(last)", x: 8, y: 14, size: 10, color: "#555555")
        }
        svg.text("MACs of a delta frame", x: place.bar, y: 14, size: 10, color: "#555555")
    }

    private func drawGraph(_ place: Places, _ svg: inout SVGText) {
        for (index, row) in rows.enumerated() {
            for source in row.sources where rows.indices.contains(source) {
                let start = (x: place.lane(rows[source].lane), y: place.row(source))
                let end = (x: place.lane(row.lane), y: place.row(index))
                if rows[source].lane == row.lane {
                    // Around what lies between in the same column.
                    let bend = isFree(row.lane, between: source, and: index) ? 0 : place.laneWidth * 0.42
                    svg.curve(
                        from: start, (start.x + bend, start.y + 6), (end.x + bend, end.y - 6), to: end,
                        color: "#8A949E", width: 1.3)
                } else {
                    drawCrossing(from: start, to: end, early: isFree(row.lane, between: source, and: index), &svg)
                }
            }
        }
        for (index, row) in rows.enumerated() {
            svg.circle(
                x: place.lane(row.lane), y: place.row(index), radius: 5,
                fill: row.kind.map(CandidateFill.paint) ?? "#E4E7EA", stroke: "#12324F")
        }
    }

    /// Whether no row between two others stands in a column.
    private func isFree(_ lane: Int, between first: Int, and last: Int) -> Bool {
        !rows[(first + 1)..<max(first + 1, last)].contains { $0.lane == lane }
    }

    /// From one column to another: right away, or just before the end where others stand in the way.
    private func drawCrossing(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), early: Bool, _ svg: inout SVGText
    ) {
        let turn = min(end.y - start.y, 2.5 * Places.line)
        let (first, last) = early ? (start.y, start.y + turn) : (end.y - turn, end.y)
        if first > start.y { svg.line(start.x, start.y, start.x, first, color: "#8A949E", width: 1.3) }
        svg.curve(
            from: (start.x, first), (start.x, last), (end.x, first), to: (end.x, last), color: "#8A949E", width: 1.3)
        if last < end.y { svg.line(end.x, last, end.x, end.y, color: "#8A949E", width: 1.3) }
    }

    private func draw(_ row: Row, at index: Int, _ scale: Double, _ place: Places, _ svg: inout SVGText) {
        let y = place.row(index)
        let name = row.name.count > place.nameLength ? String(row.name.prefix(place.nameLength - 1)) + "…" : row.name
        svg.text(name, x: place.name, y: y + 4, size: 10.5, color: "#111111", family: "ui-monospace, monospace")
        if let x = place.shape { svg.text(row.shape, x: x, y: y + 4, size: 10.5, color: "#555555") }
        func length(_ macs: Int) -> Double { Double(macs) / scale * place.barWidth }
        if let macs = row.macs, let kind = row.kind {
            svg.rectangle(
                x: place.bar, y: y - 5, width: length(macs), height: 10, fill: CandidateFill.paint(kind))
        }
        svg.rectangle(
            x: place.bar, y: y - 5, width: length(row.teacherMACs), height: 10, fill: "none", stroke: "#12324F")
        // The longest name would not fit a phone; the pattern says the same.
        var text = row.candidate ?? "–"
        if place.shape == nil { text = text.replacing("depthwise-pointwise", with: "dw-pointwise") }
        if let macs = row.macs, row.kind != "teacher", row.kind != "zero", row.teacherMACs > 0 {
            let percent = min(1e6, 100 * Double(macs) / Double(row.teacherMACs))
            text += percent < 9.95 ? " · \(Double(Int(percent * 10)) / 10) %" : " · \(Int(percent.rounded())) %"
        }
        svg.text(text, x: place.choice, y: y + 4, size: 10.5, color: "#111111")
    }
}
