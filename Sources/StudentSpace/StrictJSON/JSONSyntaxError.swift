/// A text that is no JSON, and where it stops being it.
public struct JSONSyntaxError: Error, Hashable, Sendable {
    public var file: String
    public var line: Int
    public var column: Int
    public var reason: Reason

    public init(file: String, line: Int, column: Int, reason: Reason) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }

    public enum Reason: Hashable, Sendable {
        case empty
        /// The text ends inside a value: a file that was cut off.
        case truncated
        case unexpected(found: String, expected: String)
        /// More after the value that the file is.
        case trailingContent(found: String)
        /// A comma before a closing bracket or brace.
        case trailingComma
        case duplicateKey(String)
        case badEscape(String)
        /// Half of a surrogate pair.
        case loneSurrogate(String)
        /// A control character in a string that is not escaped.
        case controlCharacter(UInt8)
        case badNumber(String)
        case notUTF8
        case tooDeep(limit: Int)
        case tooLarge(bytes: Int, limit: Int)
    }
}
