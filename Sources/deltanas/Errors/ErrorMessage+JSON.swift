import StudentSpace

extension ErrorMessage {
    init(_ error: JSONSyntaxError) {
        let (cause, remedy) = Self.parts(error.reason)
        self.init(.usage, at: "\(error.file):\(error.line):\(error.column)", cause, remedy: remedy)
    }

    private static func parts(_ reason: JSONSyntaxError.Reason) -> (cause: String, remedy: String) {
        switch reason {
        case .empty: ("the file is empty", "give a JSON file")
        case .truncated: ("the file ends inside a value", "it was cut off: restore it, or close what is open")
        case .unexpected(let found, let expected): ("found '\(found)', expected \(expected)", "correct the JSON here")
        case .trailingContent(let found): ("'\(found)' after the end of the JSON value", "remove what follows")
        case .trailingComma: ("a comma before a closing bracket", "remove the comma")
        case .duplicateKey(let key): ("the key \"\(key)\" occurs twice", "remove one of the two")
        case .badEscape(let text): ("'\(text)' is no escape sequence of JSON", "write \\\\ for a backslash")
        case .loneSurrogate(let text): ("'\(text)' is half a character", "write the character itself")
        case .controlCharacter(let byte):
            ("control character \(byte) inside a string", "write it as an escape sequence such as \\n")
        case .badNumber(let text): ("'\(text)' is no number of JSON", "correct the number")
        case .notUTF8: ("broken UTF-8", "save the file as UTF-8")
        case .tooDeep(let limit): ("more than \(limit) levels of nesting", "give a JSON file of this tool")
        case .tooLarge(let bytes, let limit):
            ("\(bytes) bytes where at most \(limit) are read", "give a JSON file of this tool")
        }
    }

    init(_ error: JSONContentError) {
        let path = error.path.isEmpty ? "" : "\(error.path): "
        let (cause, remedy) = Self.parts(error.reason)
        self.init(.usage, at: "\(error.file):\(error.line):\(error.column)", path + cause, remedy: remedy)
    }

    private static func parts(_ reason: JSONContentError.Reason) -> (cause: String, remedy: String?) {
        switch reason {
        case .unknownKey(let key, let suggestion, let known):
            ("unknown key \"\(key)\"", didYouMean(suggestion) ?? "known here: \(known.joined(separator: ", "))")
        case .missingKey(let key): ("the key \"\(key)\" is missing", "add it")
        case .wrongType(let expected, let found): ("found \(found)", "write \(expected)")
        case .outOfRange(let found, let expected): ("\(found) is not possible here", "write \(expected)")
        case .unknownValue(let value, let expected, let suggestion):
            ("'\(value)' is not understood", didYouMean(suggestion) ?? "write \(expected)")
        case .empty: ("must not be empty", "add an entry")
        case .wrongFormat(let found, let expected):
            ("the format is '\(found)'", "give a file of format \(expected)")
        }
    }
}
