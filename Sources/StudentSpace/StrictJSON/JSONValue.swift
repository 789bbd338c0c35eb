/// A JSON value with the place where it stood in its file.
public struct JSONValue: Hashable, Sendable {
    public indirect enum Content: Hashable, Sendable {
        case null
        case bool(Bool)
        case number(JSONNumber)
        case string(String)
        case array([JSONValue])
        /// Members in the order of the file; no key occurs twice.
        case object([JSONMember])
    }

    public var content: Content
    /// Where the value begins; line 0 for a value that was made rather than read.
    public var position: JSONPosition

    public init(_ content: Content, at position: JSONPosition = .none) {
        self.content = content
        self.position = position
    }

    /// What the value is, as errors call it: `a string`, `an object`.
    public var kind: JSONKind {
        switch content {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}

/// One member of an object.
public struct JSONMember: Hashable, Sendable {
    public var key: String
    public var value: JSONValue
    /// Where the key begins.
    public var position: JSONPosition

    public init(_ key: String, _ value: JSONValue, at position: JSONPosition = .none) {
        self.key = key
        self.value = value
        self.position = position
    }
}

/// A number as it was written, so that no digit of it is lost.
public struct JSONNumber: Hashable, Sendable {
    public let text: String

    /// - Precondition: `text` is a number by JSON's grammar.
    init(text: String) { self.text = text }

    /// The number as an integer, nil where it has a fraction, an exponent or too many digits.
    public var integer: Int? { Int(text) }

    /// The nearest binary floating-point number, infinite beyond its range.
    public var double: Double { Double(text) ?? .nan }
}

/// A place in a file: line and column from 1, columns counted in Unicode scalars.
public struct JSONPosition: Hashable, Sendable, CustomStringConvertible {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// No place: the value was made, not read.
    public static let none = JSONPosition(line: 0, column: 0)

    public var description: String { "\(line):\(column)" }
}

/// The kinds of JSON values.
public enum JSONKind: String, Hashable, Sendable, CustomStringConvertible {
    case null
    case bool
    case number
    case string
    case array
    case object

    public var description: String { rawValue }
}

/// Values to be written.
extension JSONValue {
    public static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        JSONValue(.object(members.map { JSONMember($0.0, $0.1) }))
    }

    public static func array(_ elements: [JSONValue]) -> JSONValue { JSONValue(.array(elements)) }

    public static func string(_ text: String) -> JSONValue { JSONValue(.string(text)) }

    public static func integer(_ number: Int) -> JSONValue { JSONValue(.number(JSONNumber(text: String(number)))) }

    /// A number that reads back as the same bits.
    ///
    /// - Precondition: `number` is finite: JSON has no other.
    public static func double(_ number: Double) -> JSONValue {
        precondition(number.isFinite, "\(number) in JSON")
        return JSONValue(.number(JSONNumber(text: "\(number)")))
    }

    public static func bool(_ value: Bool) -> JSONValue { JSONValue(.bool(value)) }

    public static let null = JSONValue(.null)
}
