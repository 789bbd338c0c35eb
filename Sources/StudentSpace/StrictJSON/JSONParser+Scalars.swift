extension JSONParser {
    /// A number by RFC 8259: no leading zeros, no plus sign, digits on both sides of a point.
    mutating func number() throws(JSONSyntaxError) -> JSONNumber {
        let (start, place) = (offset, position)
        while let byte = current, isNumberByte(byte) { advance() }
        let bytes = text[start..<offset]
        guard Self.isNumber(bytes) else {
            let written = String(decoding: bytes.prefix(40), as: UTF8.self)
            throw error(current == nil ? .truncated : .badNumber(written), at: current == nil ? nil : place)
        }
        return JSONNumber(text: String(decoding: bytes, as: UTF8.self))
    }

    private func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, whole == 1 || !startsWithZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    /// A string with its escapes resolved.
    mutating func string() throws(JSONSyntaxError) -> String {
        let start = position
        var bytes: [UInt8] = []
        advance()
        while true {
            guard let byte = current else { throw error(.truncated) }
            switch byte {
            case UInt8(ascii: "\""):
                advance()
                guard let string = String(validating: bytes, as: UTF8.self) else { throw error(.notUTF8, at: start) }
                return string
            case UInt8(ascii: "\\"): bytes.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw error(.controlCharacter(byte))
            default:
                bytes.append(byte)
                advance()
            }
        }
    }

    /// Escapes of one letter.
    private static let plainEscapes: [UInt8: Character] = [
        UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
        UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]

    /// The character that an escape stands for.
    private mutating func escape() throws(JSONSyntaxError) -> Character {
        let start = position
        advance()
        guard let byte = current else { throw error(.truncated) }
        if let character = Self.plainEscapes[byte] {
            advance()
            return character
        }
        guard byte == UInt8(ascii: "u") else { throw error(.badEscape("\\" + excerpt().prefix(1)), at: start) }
        let unit = try codeUnit(from: start)
        if let scalar = UnicodeScalar(unit) { return Character(scalar) }

        // A high surrogate, which the low one must follow.
        guard unit < 0xDC00, current == UInt8(ascii: "\\"), offset + 1 < text.count,
            text[offset + 1] == UInt8(ascii: "u")
        else { throw error(current == nil ? .truncated : .loneSurrogate(Self.hex(unit)), at: start) }
        advance()
        let low = try codeUnit(from: start)
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = UnicodeScalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw error(.loneSurrogate(Self.hex(unit)), at: start) }
        return Character(scalar)
    }

    /// Four hexadecimal digits after a `u`.
    private mutating func codeUnit(from start: JSONPosition) throws(JSONSyntaxError) -> UInt16 {
        advance()
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current else { throw error(.truncated) }
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error(.badEscape("\\u"), at: start)
            }
            unit = unit << 4 | UInt16(digit)
            advance()
        }
        return unit
    }

    private static func hex(_ unit: UInt16) -> String { "\\u" + String(unit, radix: 16, uppercase: true) }
}
