/// Reads JSON by RFC 8259 to the letter, with the position of every value.
///
/// Stricter than common parsers where leniency hides mistakes: a key that occurs twice, content after the value and
/// broken Unicode are errors. Depth and size are bounded, so that no file can exhaust stack or memory.
public struct JSONParser {
    /// Bounds on what is read.
    public struct Limits: Hashable, Sendable {
        public var depth: Int
        public var bytes: Int

        public init(depth: Int = 64, bytes: Int = 16 << 20) {
            self.depth = depth
            self.bytes = bytes
        }
    }

    /// The value that a text is.
    ///
    /// - Parameters:
    ///   - text: UTF-8.
    ///   - file: What errors call the text.
    /// - Throws: ``JSONSyntaxError``.
    public static func parse(_ text: [UInt8], file: String, limits: Limits = Limits()) throws(JSONSyntaxError)
        -> JSONValue
    {
        var parser = JSONParser(text, file: file, limits: limits)
        guard text.count <= limits.bytes else { throw parser.error(.tooLarge(bytes: text.count, limit: limits.bytes)) }
        parser.skipSpace()
        guard parser.current != nil else { throw parser.error(.empty) }
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        if parser.current != nil { throw parser.error(.trailingContent(found: parser.excerpt())) }
        return value
    }

    /// The value that a text is.
    public static func parse(_ text: String, file: String, limits: Limits = Limits()) throws(JSONSyntaxError)
        -> JSONValue
    {
        try parse(Array(text.utf8), file: file, limits: limits)
    }

    let text: [UInt8]
    let file: String
    let limits: Limits
    var offset = 0
    private var line = 1
    private var column = 1

    private init(_ text: [UInt8], file: String, limits: Limits) {
        self.text = text
        self.file = file
        self.limits = limits
    }

    /// The byte at hand, nil at the end.
    var current: UInt8? { offset < text.count ? text[offset] : nil }

    var position: JSONPosition { JSONPosition(line: line, column: column) }

    mutating func advance() {
        let byte = text[offset]
        offset += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            column = 1
        } else if offset >= text.count || text[offset] & 0xC0 != 0x80 {
            // The next byte begins a scalar.
            column += 1
        }
    }

    mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { advance() }
    }

    func error(_ reason: JSONSyntaxError.Reason, at place: JSONPosition? = nil) -> JSONSyntaxError {
        let place = place ?? position
        return JSONSyntaxError(file: file, line: place.line, column: place.column, reason: reason)
    }

    /// What stands here, as an error shows it: a word, or one character.
    func excerpt() -> String {
        guard offset < text.count else { return "" }
        var end = offset
        while end < text.count, end - offset < 20, isWordByte(text[end]) { end += 1 }
        if end == offset {
            end += 1
            while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        }
        return String(decoding: text[offset..<end], as: UTF8.self)
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// What is wrong where `expected` should stand.
    func unexpected(_ expected: String) -> JSONSyntaxError {
        current == nil ? error(.truncated) : error(.unexpected(found: excerpt(), expected: expected))
    }

    mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        let start = position
        guard let byte = current else { throw error(.truncated) }
        switch byte {
        case UInt8(ascii: "{"): return JSONValue(.object(try members(depth: depth)), at: start)
        case UInt8(ascii: "["): return JSONValue(.array(try elements(depth: depth)), at: start)
        case UInt8(ascii: "\""): return JSONValue(.string(try string()), at: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return JSONValue(.number(try number()), at: start)
        case UInt8(ascii: "t"): return JSONValue(try word("true", .bool(true)), at: start)
        case UInt8(ascii: "f"): return JSONValue(try word("false", .bool(false)), at: start)
        case UInt8(ascii: "n"): return JSONValue(try word("null", .null), at: start)
        default: throw unexpected("a value")
        }
    }

    private mutating func word(_ word: String, _ content: JSONValue.Content) throws(JSONSyntaxError)
        -> JSONValue.Content
    {
        let rest = text[offset...]
        if rest.count < word.utf8.count, word.utf8.starts(with: rest) { throw error(.truncated) }
        guard rest.starts(with: word.utf8), excerpt() == word else { throw unexpected("a value") }
        for _ in word.utf8 { advance() }
        return content
    }
}
