/// Reads the JSON of a safetensors header: objects and arrays of strings and non-negative integers, nothing else.
///
/// A general JSON reader would accept more than the format allows and hide what matters here: duplicate keys, the
/// order, integers that do not fit. It never recurses and allocates in proportion to what it has read.
struct HeaderScanner {
    typealias Fault = SafetensorsError.HeaderFault

    /// A fault and the file offset of the byte at which it was found.
    struct Failure: Error {
        var offset: Int
        var fault: Fault
    }

    private let bytes: ArraySlice<UInt8>
    /// The file offset of the next byte.
    private(set) var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Reads an object, handing each key to `member`, which reads the value.
    mutating func object(_ member: (inout HeaderScanner, String) throws(Failure) -> Void) throws(Failure) {
        try expect("{")
        var seen: Set<String> = []
        if skip("}") { return }
        repeat {
            let start = position
            let key = try string()
            guard seen.insert(key).inserted else { throw Failure(offset: start, fault: .duplicateKey(key)) }
            try expect(":")
            try member(&self, key)
        } while skip(",")
        try expect("}")
    }

    /// Reads an array of non-negative integers.
    mutating func integers() throws(Failure) -> [Int] {
        try expect("[")
        var values: [Int] = []
        if skip("]") { return values }
        repeat { values.append(try integer()) } while skip(",")
        try expect("]")
        return values
    }

    private mutating func integer() throws(Failure) -> Int {
        skipSpace()
        let start = position
        var value = 0
        while let digit = peek, (0x30...0x39).contains(digit) {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(digit - 0x30))
            guard !overflow, !carry else { throw Failure(offset: start, fault: .invalidInteger) }
            value = sum
            position += 1
        }
        let hasLeadingZero = position > start + 1 && bytes[start] == 0x30
        guard position > start, !hasLeadingZero else { throw Failure(offset: start, fault: .invalidInteger) }
        switch peek {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            throw Failure(offset: start, fault: .invalidInteger)
        default: return value
        }
    }

    /// Reads a string.
    mutating func string() throws(Failure) -> String {
        try expect("\"", named: "a string")
        let start = position
        var unescaped: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let text = String(validating: unescaped, as: UTF8.self) else {
                    throw Failure(offset: start, fault: .invalidUTF8)
                }
                return text
            case UInt8(ascii: "\\"):
                position += 1
                unescaped.append(contentsOf: try escape())
            case 0..<0x20:
                throw Failure(offset: position, fault: .expected("a string without control characters"))
            default:
                unescaped.append(byte)
                position += 1
            }
        }
        throw Failure(offset: position, fault: .expected("\""))
    }

    /// The UTF-8 of what follows a backslash.
    private mutating func escape() throws(Failure) -> [UInt8] {
        let start = position - 1
        guard let byte = peek else { throw Failure(offset: start, fault: .invalidEscape) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var units = [try codeUnit(from: start)]
            if UTF16.isLeadSurrogate(units[0]), peek == UInt8(ascii: "\\") {
                position += 1
                guard peek == UInt8(ascii: "u") else { throw Failure(offset: start, fault: .invalidEscape) }
                position += 1
                units.append(try codeUnit(from: start))
            }
            guard let text = String(validating: units, as: UTF16.self) else {
                throw Failure(offset: start, fault: .invalidEscape)
            }
            return Array(text.utf8)
        default: throw Failure(offset: start, fault: .invalidEscape)
        }
    }

    private mutating func codeUnit(from start: Int) throws(Failure) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw Failure(offset: start, fault: .invalidEscape)
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    /// Whether nothing but white space is left.
    mutating func isAtEnd() -> Bool {
        skipSpace()
        return position == bytes.endIndex
    }

    private mutating func expect(_ character: Unicode.Scalar, named name: String? = nil) throws(Failure) {
        guard skip(character) else { throw Failure(offset: position, fault: .expected(name ?? String(character))) }
    }

    /// Skips white space and, if it comes next, the character.
    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D { position += 1 }
    }

    private var peek: UInt8? { position < bytes.endIndex ? bytes[position] : nil }
}
