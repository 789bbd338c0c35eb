import Networks

/// A JSON value on its way to becoming something typed: the value, its file and the way to it, for errors that say
/// where.
public struct JSONReader {
    public let value: JSONValue
    public let file: String
    /// `sites[2].candidates`, empty for the whole file.
    public let path: String

    public init(_ value: JSONValue, file: String, path: String = "") {
        self.value = value
        self.file = file
        self.path = path
    }

    /// An error at this value, or at another place.
    public func error(_ reason: JSONContentError.Reason, at position: JSONPosition? = nil) -> JSONContentError {
        let place = position ?? value.position
        return JSONContentError(file: file, line: place.line, column: place.column, path: path, reason: reason)
    }

    public func string() throws(JSONContentError) -> String {
        guard case .string(let string) = value.content else {
            throw error(.wrongType(expected: "a string", found: value.kind))
        }
        return string
    }

    /// A string that is not empty.
    public func word() throws(JSONContentError) -> String {
        let string = try string()
        guard !string.isEmpty else { throw error(.empty) }
        return string
    }

    /// A string that is not empty and that can be printed as it is.
    public func name() throws(JSONContentError) -> String {
        let name = try word()
        guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw error(.outOfRange(found: "a control character", expected: "letters, digits and signs"))
        }
        return name
    }

    /// A string that is one of a set's raw values.
    public func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) throws(JSONContentError) -> Choice
    where Choice.RawValue == String {
        let text = try string()
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue)
            throw error(
                .unknownValue(
                    text, expected: known.joined(separator: ", "), suggestion: Spelling.closest(to: text, in: known)))
        }
        return choice
    }

    public func integer(in range: ClosedRange<Int>) throws(JSONContentError) -> Int {
        guard case .number(let number) = value.content else {
            throw error(.wrongType(expected: "an integer", found: value.kind))
        }
        guard let integer = number.integer, range.contains(integer) else {
            let bound =
                range.upperBound == .max ? "from \(range.lowerBound)" : "in \(range.lowerBound)...\(range.upperBound)"
            throw error(.outOfRange(found: number.text, expected: "an integer \(bound)"))
        }
        return integer
    }

    /// A finite number.
    public func double() throws(JSONContentError) -> Double {
        guard case .number(let number) = value.content else {
            throw error(.wrongType(expected: "a number", found: value.kind))
        }
        guard number.double.isFinite else { throw error(.outOfRange(found: number.text, expected: "a finite number")) }
        return number.double
    }

    public func bool() throws(JSONContentError) -> Bool {
        guard case .bool(let bool) = value.content else {
            throw error(.wrongType(expected: "true or false", found: value.kind))
        }
        return bool
    }

    public var isNull: Bool { value.content == .null }

    /// Every element of an array.
    public func elements() throws(JSONContentError) -> [JSONReader] {
        guard case .array(let elements) = value.content else {
            throw error(.wrongType(expected: "an array", found: value.kind))
        }
        return elements.enumerated().map { JSONReader($1, file: file, path: "\(path)[\($0)]") }
    }

    /// The members of an object that may have these keys and no others.
    public func object(keys: [String]) throws(JSONContentError) -> JSONObjectReader {
        guard case .object(let members) = value.content else {
            throw error(.wrongType(expected: "an object", found: value.kind))
        }
        for member in members where !keys.contains(member.key) {
            let suggestion = Spelling.closest(to: member.key, in: keys)
            throw error(.unknownKey(member.key, suggestion: suggestion, known: keys), at: member.position)
        }
        return JSONObjectReader(reader: self, members: members)
    }

    /// Checks that an object's `format` is the one wanted, before anything else of it is looked at.
    public func requireFormat(_ format: String) throws(JSONContentError) {
        guard case .object(let members) = value.content else {
            throw error(.wrongType(expected: "an object", found: value.kind))
        }
        guard let member = members.first(where: { $0.key == "format" }) else { throw error(.missingKey("format")) }
        let reader = JSONReader(member.value, file: file, path: "format")
        let found = try reader.string()
        guard found == format else { throw reader.error(.wrongFormat(found: found, expected: format)) }
    }
}

/// An object whose keys are known ones.
public struct JSONObjectReader {
    let reader: JSONReader
    let members: [JSONMember]

    /// The value of a key that must be there.
    public func required(_ key: String) throws(JSONContentError) -> JSONReader {
        guard let value = optional(key) else { throw reader.error(.missingKey(key)) }
        return value
    }

    /// The value of a key that may be left out.
    public func optional(_ key: String) -> JSONReader? {
        members.first { $0.key == key }.map {
            JSONReader($0.value, file: reader.file, path: reader.path.isEmpty ? key : "\(reader.path).\(key)")
        }
    }
}
