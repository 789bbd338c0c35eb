extension String {
    /// The text as a terminal may be given it. Characters that steer terminals or turn the direction of writing are
    /// escaped as Swift writes them: `\u{1B}`. Line ends stay.
    ///
    /// Names come from files that anyone may have written.
    public var printable: String { escaping { $0 != "\n" && Self.isUnprintable($0) } }

    /// ``printable``, on one line.
    public var printableLine: String { escaping(Self.isUnprintable) }

    private func escaping(_ isEscaped: (Unicode.Scalar) -> Bool) -> String {
        guard unicodeScalars.contains(where: isEscaped) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            if isEscaped(scalar) {
                text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Control characters; marks, embeddings and isolates of direction; separators of lines and paragraphs.
        case 0..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
