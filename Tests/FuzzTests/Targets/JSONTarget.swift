import RandomStreams

@testable import StudentSpace

/// Strict JSON by itself: what is read is written as JSON that reads back as the same.
final class JSONTarget: FuzzTarget {
    private let seeds: [JSONValue]

    init(scratch: String) throws {
        seeds = try Seeds.spaces() + [Seeds.spec(), Seeds.pareto(), .array([.null, .bool(true), .double(-1.5e-7)])]
    }

    func makeInput(_ stream: inout RandomStream) -> [UInt8] {
        if stream.chance(0.3) { return tokens(&stream) }
        return Trees.text(of: seeds, &stream)
    }

    /// Scraps of JSON in a row.
    private func tokens(_ stream: inout RandomStream) -> [UInt8] {
        let scraps = [
            "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\\u0000", "\"\\uD83D\\uDE00\"", "\"\\uD83D\"", "\"\\uDC00\"",
            "true", "false", "null", "tru", " ", "\n", "\\", "\"\\x\"", "{\"a\":", "[[[[", "]]]]", "{}", "[]",
            "\u{FEFF}",
        ]
        return (0..<stream.count(upTo: 60)).flatMap { _ in
            Array((stream.chance(0.8) ? stream.one(of: scraps) : stream.one(of: Texts.numbers)).utf8)
        }
    }

    func consume(_ input: [UInt8]) throws {
        let value = try JSONParser.parse(input, file: "fuzz.json")
        let again: JSONValue
        do {
            again = try JSONParser.parse(value.text(), file: "fuzz.json")
        } catch {
            throw FuzzFault("what was read and written does not read: \(error)")
        }
        guard again.text() == value.text() else { throw FuzzFault("what was read and written reads otherwise") }
    }
}
