/// Markup put together piece by piece. Whatever comes from outside is escaped on its way in.
struct HTMLText {
    private(set) var text = ""

    /// Markup as it is.
    mutating func add(_ markup: String) { text += markup }

    /// An element with words in it.
    mutating func element(_ name: String, _ content: String, class style: String? = nil) {
        text += Self.element(name, content, class: style) + "\n"
    }

    static func element(_ name: String, _ content: String, class style: String? = nil) -> String {
        let style = style.map { " class=\"\($0)\"" } ?? ""
        return "<\(name)\(style)>\(escaped(content))</\(name)>"
    }

    /// A table that scrolls by itself where it is wider than the page; `numbers` are the columns that stand on the right.
    mutating func table(_ head: [String], _ rows: [[String]], numbers: Set<Int> = []) {
        func cells(_ name: String, _ values: [String]) -> String {
            values.enumerated().map {
                Self.element(name, $1, class: numbers.contains($0) ? "number" : nil)
            }.joined()
        }
        text += "<div class=\"wide\"><table>\n<thead><tr>\(cells("th", head))</tr></thead>\n<tbody>\n"
        for row in rows { text += "<tr>\(cells("td", row))</tr>\n" }
        text += "</tbody></table></div>\n"
    }

    /// Names and what they stand for.
    mutating func facts(_ facts: [(name: String, value: String)]) {
        text += "<dl>\n"
        for fact in facts {
            text += "<div>" + Self.element("dt", fact.name) + Self.element("dd", fact.value) + "</div>\n"
        }
        text += "</dl>\n"
    }

    /// A picture with what it shows below.
    mutating func figure(_ picture: String, _ caption: String, class style: String? = nil) {
        text += "<figure\(style.map { " class=\"\($0)\"" } ?? "")>\n\(picture)\n"
        if !caption.isEmpty { text += Self.element("figcaption", caption) }
        text += "</figure>\n"
    }

    /// A chart with its title above.
    mutating func figure(_ chart: LineChart) {
        text += "<figure>\n<figcaption>\(Self.element("strong", chart.title))"
        if !chart.subtitle.isEmpty { text += ", " + Self.escaped(chart.subtitle) }
        text += "</figcaption>\n\(chart.element())\n</figure>\n"
    }

    /// Text as it may stand between tags and in quoted attributes, of HTML as well as of XML. Characters that neither can
    /// carry, or that turn the direction of writing, are spelt out.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.printable.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
