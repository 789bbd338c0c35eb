extension JSONValue {
    /// The value as text: members in their given order, two spaces of indentation, scalars of a short array on one
    /// line, a newline at the end. The same value gives the same bytes.
    public func text() -> String {
        var text = ""
        write(into: &text, indentation: 0)
        return text + "\n"
    }

    /// An array of scalars up to this many characters stays on one line.
    private static let lineLength = 100

    private func write(into text: inout String, indentation: Int) {
        switch content {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let number): text += number.text
        case .string(let string): Self.write(string, into: &text)
        case .array(let elements): write(elements, into: &text, indentation: indentation)
        case .object(let members):
            let lines = members.map { member in
                var line = ""
                Self.write(member.key, into: &line)
                line += ": "
                member.value.write(into: &line, indentation: indentation + 1)
                return line
            }
            Self.write(lines, between: ("{", "}"), into: &text, indentation: indentation)
        }
    }

    private func write(_ elements: [JSONValue], into text: inout String, indentation: Int) {
        let lines = elements.map { element in
            var line = ""
            element.write(into: &line, indentation: indentation + 1)
            return line
        }
        let isShort = lines.reduce(0) { $0 + $1.utf8.count + 2 } <= Self.lineLength
        if isShort, elements.allSatisfy({ $0.kind != .array && $0.kind != .object }) {
            text += "[" + lines.joined(separator: ", ") + "]"
        } else {
            Self.write(lines, between: ("[", "]"), into: &text, indentation: indentation)
        }
    }

    private static func write(
        _ lines: [String], between marks: (open: String, close: String), into text: inout String, indentation: Int
    ) {
        guard !lines.isEmpty else {
            text += marks.open + marks.close
            return
        }
        let margin = String(repeating: "  ", count: indentation)
        text += marks.open + "\n"
        text += lines.map { "\(margin)  \($0)" }.joined(separator: ",\n")
        text += "\n\(margin)\(marks.close)"
    }

    private static func write(_ string: String, into text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            // Also what steers a terminal or turns the direction of writing there.
            case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}", "\u{200E}"..."\u{200F}", "\u{2028}"..."\u{202E}",
                "\u{2066}"..."\u{2069}":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
