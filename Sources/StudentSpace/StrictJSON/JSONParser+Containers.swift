extension JSONParser {
    mutating func elements(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        try descend(depth)
        var elements: [JSONValue] = []
        advance()
        skipSpace()
        if current == UInt8(ascii: "]") {
            advance()
            return elements
        }
        while true {
            elements.append(try value(depth: depth + 1))
            if try closes(UInt8(ascii: "]")) { return elements }
        }
    }

    mutating func members(depth: Int) throws(JSONSyntaxError) -> [JSONMember] {
        try descend(depth)
        var members: [JSONMember] = []
        var keys: Set<String> = []
        advance()
        skipSpace()
        if current == UInt8(ascii: "}") {
            advance()
            return members
        }
        while true {
            let start = position
            guard current == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
            let key = try string()
            guard keys.insert(key).inserted else { throw error(.duplicateKey(key), at: start) }
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw unexpected("':' after the key") }
            advance()
            skipSpace()
            members.append(JSONMember(key, try value(depth: depth + 1), at: start))
            if try closes(UInt8(ascii: "}")) { return members }
        }
    }

    private func descend(_ depth: Int) throws(JSONSyntaxError) {
        guard depth < limits.depth else { throw error(.tooDeep(limit: limits.depth)) }
    }

    /// After an element: true at the closing mark, false after a comma that another element follows.
    private mutating func closes(_ mark: UInt8) throws(JSONSyntaxError) -> Bool {
        skipSpace()
        if current == mark {
            advance()
            return true
        }
        guard current == UInt8(ascii: ",") else {
            throw unexpected("',' or '\(Character(UnicodeScalar(mark)))'")
        }
        let comma = position
        advance()
        skipSpace()
        if current == mark { throw error(.trailingComma, at: comma) }
        return false
    }
}
