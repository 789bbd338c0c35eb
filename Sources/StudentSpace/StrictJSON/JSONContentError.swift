/// A well-formed JSON file that does not say what it should, and where.
public struct JSONContentError: Error, Hashable, Sendable {
    public var file: String
    public var line: Int
    public var column: Int
    /// The way to the value: `sites[2].candidates`, empty for the whole file.
    public var path: String
    public var reason: Reason

    public init(file: String, line: Int, column: Int, path: String, reason: Reason) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.reason = reason
    }

    public enum Reason: Hashable, Sendable {
        case unknownKey(String, suggestion: String?, known: [String])
        case missingKey(String)
        case wrongType(expected: String, found: JSONKind)
        /// A number that is no integer, or not within the bounds.
        case outOfRange(found: String, expected: String)
        /// A text that is none of those understood here.
        case unknownValue(String, expected: String, suggestion: String?)
        /// A list that must have elements.
        case empty
        /// A file of another kind or of a version this tool does not read.
        case wrongFormat(found: String, expected: String)
    }
}
