import StudentSpace

/// One JSON object that a peer printed on a line.
struct PeerAnswer {
    private let peer: String
    private let line: String
    private let members: [JSONMember]

    /// - Throws: ``PeerError/malformed(peer:answer:)``.
    init(_ line: String, of peer: String) throws(PeerError) {
        guard let value = try? JSONParser.parse(Array(line.utf8), file: peer), case .object(let members) = value.content
        else { throw .malformed(peer: peer, answer: line) }
        self.peer = peer
        self.line = line
        self.members = members
    }

    private func value(_ key: String) -> JSONValue.Content? { members.first { $0.key == key }?.value.content }

    /// A finite number.
    func number(_ key: String) throws(PeerError) -> Double {
        guard case .number(let number)? = value(key), number.double.isFinite else {
            throw .malformed(peer: peer, answer: line)
        }
        return number.double
    }

    /// An array of finite numbers.
    func numbers(_ key: String) throws(PeerError) -> [Double] {
        guard case .array(let elements)? = value(key) else { throw .malformed(peer: peer, answer: line) }
        let numbers = elements.compactMap { element -> Double? in
            if case .number(let number) = element.content, number.double.isFinite { number.double } else { nil }
        }
        guard numbers.count == elements.count else { throw .malformed(peer: peer, answer: line) }
        return numbers
    }

    /// A string; nil where there is none.
    func string(_ key: String) -> String? {
        if case .string(let text)? = value(key) { text } else { nil }
    }
}
