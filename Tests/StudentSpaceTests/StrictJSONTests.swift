import Foundation
import RandomStreams
import StudentSpace
import Testing

@Suite struct StrictJSONTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(text, file: "f.json") }

    private func syntaxError(_ text: String) -> JSONSyntaxError? {
        do {
            _ = try JSONParser.parse(text, file: "f.json")
            return nil
        } catch {
            return error
        }
    }

    @Test func valuesAndWhereTheyStand() throws {
        let value = try parse("{\n  \"a\": [1, -2.5e3, true, null],\n  \"é\": \"x\\n\\u00e9\\uD83D\\uDE00\"\n}\n")
        guard case .object(let members) = value.content, case .array(let elements) = members[0].value.content else {
            Issue.record("not an object")
            return
        }
        #expect(members.map(\.key) == ["a", "é"])
        #expect(members[1].position == JSONPosition(line: 3, column: 3))
        #expect(members[1].value.position == JSONPosition(line: 3, column: 8))
        #expect(members[1].value.content == .string("x\né😀"))
        #expect(elements.map(\.position.column) == [9, 12, 20, 26])
        #expect(elements.map(\.kind) == [.number, .number, .bool, .null])
        guard case .number(let number) = elements[1].content else { return }
        #expect(number.text == "-2.5e3")
        #expect(number.integer == nil && number.double == -2500)
    }

    @Test(arguments: [
        ("", 1, 1, JSONSyntaxError.Reason.empty),
        ("  \n ", 2, 2, .empty),
        ("{", 1, 2, .truncated),
        ("{\"a\": [1, 2", 1, 12, .truncated),
        ("{\"a\": \"b", 1, 9, .truncated),
        ("tru", 1, 1, .truncated),
        ("-", 1, 2, .truncated),
        ("[1.", 1, 4, .truncated),
        ("[\"\\u12", 1, 7, .truncated),
        ("{} x", 1, 4, .trailingContent(found: "x")),
        ("1 2", 1, 3, .trailingContent(found: "2")),
        ("[1,]", 1, 3, .trailingComma),
        ("{\"a\":1,\n}", 1, 7, .trailingComma),
        ("{\"a\":1, \"b\":2,\n \"a\":3}", 2, 2, .duplicateKey("a")),
        ("{\"a\" 1}", 1, 6, .unexpected(found: "1", expected: "':' after the key")),
        ("{a: 1}", 1, 2, .unexpected(found: "a", expected: "a key in quotes")),
        ("[1 2]", 1, 4, .unexpected(found: "2", expected: "',' or ']'")),
        ("'a'", 1, 1, .unexpected(found: "'", expected: "a value")),
        ("True", 1, 1, .unexpected(found: "True", expected: "a value")),
        ("truely", 1, 1, .unexpected(found: "truely", expected: "a value")),
        ("NaN", 1, 1, .unexpected(found: "NaN", expected: "a value")),
        ("// no\n1", 1, 1, .unexpected(found: "/", expected: "a value")),
        ("\u{FEFF}1", 1, 1, .unexpected(found: "\u{FEFF}", expected: "a value")),
        ("[01]", 1, 2, .badNumber("01")), ("[+1]", 1, 2, .unexpected(found: "+", expected: "a value")),
        ("[1.]", 1, 2, .badNumber("1.")), ("[.5]", 1, 2, .unexpected(found: ".5", expected: "a value")),
        ("[1e]", 1, 2, .badNumber("1e")), ("[0x10]", 1, 2, .badNumber("0x10")), ("[-]", 1, 2, .badNumber("-")),
        ("[\"\\q\"]", 1, 3, .badEscape("\\q")), ("[\"\\u12G4\"]", 1, 3, .badEscape("\\u")),
        ("[\"\\uD83D\"]", 1, 3, .loneSurrogate("\\uD83D")), ("[\"\\uDE00\"]", 1, 3, .loneSurrogate("\\uDE00")),
        ("[\"\\uD83D\\u0041\"]", 1, 3, .loneSurrogate("\\uD83D")),
        ("[\"a\tb\"]", 1, 4, .controlCharacter(9)),
    ])
    func whatIsNoJSON(text: String, line: Int, column: Int, reason: JSONSyntaxError.Reason) {
        #expect(syntaxError(text) == JSONSyntaxError(file: "f.json", line: line, column: column, reason: reason))
    }

    @Test func brokenUnicodeIsAnError() {
        #expect(throws: JSONSyntaxError(file: "f", line: 1, column: 1, reason: .notUTF8)) {
            try JSONParser.parse([0x22, 0xC3, 0x28, 0x22], file: "f")
        }
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse([0xFF, 0x00], file: "f") }
    }

    @Test func depthAndSizeAreBounded() throws {
        let nested = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        _ = try parse(nested(64))
        #expect(syntaxError(nested(65))?.reason == .tooDeep(limit: 64))
        #expect(syntaxError(String(repeating: "[", count: 200_000))?.reason == .tooDeep(limit: 64))
        #expect(syntaxError(String(repeating: "{\"a\":", count: 200_000))?.reason == .tooDeep(limit: 64))
        #expect(throws: JSONSyntaxError(file: "f", line: 1, column: 1, reason: .tooLarge(bytes: 9, limit: 8))) {
            try JSONParser.parse("123456789", file: "f", limits: .init(bytes: 8))
        }
    }

    @Test func everyPrefixOfAFileIsAnErrorAtOrBeforeItsEnd() throws {
        let text = Array("{\"a\": [1, {\"b\": \"c\\u00e9\"}], \"d\": [true, false, null, -1.5e-3]}".utf8)
        _ = try JSONParser.parse(text, file: "f")
        for length in 0..<text.count {
            #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text[..<length]), file: "f") }
        }
    }

    /// What is written reads back as the same value, and writing it again gives the same bytes.
    @Test func writingAndReadingRoundTrip() throws {
        var random = RandomStream(seed: 1, stream: "json")
        for _ in 0..<300 {
            let value = randomValue(depth: 4, using: &random)
            let text = value.text()
            let read = try JSONParser.parse(text, file: "f")
            #expect(read.withoutPositions == value)
            #expect(read.text() == text)
            #expect((try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil)
        }
    }

    /// Mutated files: never a crash, and nothing is accepted that Foundation's lenient parser refuses.
    @Test func mutatedFilesAreReadAsFoundationReadsThem() throws {
        let seeds = [
            "{\"format\": \"x/1\", \"sites\": [{\"match\": [\"a.*\", \"b\"], \"n\": -12.5e+3, \"u\": \"\\u00e9\\n\"}]}",
            "[[], {}, \"\", 0, -0, 1e5, true, false, null]",
        ].map { Array($0.utf8) }
        let bytes = Array("{}[]\",:\\u0123456789eE+-.tfn \n\u{0}é".utf8)
        var random = RandomStream(seed: 2, stream: "mutations")
        var accepted = 0
        for round in 0..<6000 {
            var text = seeds[round % seeds.count]
            for _ in 0...random.integer(below: 3) {
                let place = random.integer(below: text.count)
                switch random.integer(below: 3) {
                case 0: text[place] = bytes[random.integer(below: bytes.count)]
                case 1: text.insert(bytes[random.integer(below: bytes.count)], at: place)
                default: text.remove(at: place)
                }
            }
            guard (try? JSONParser.parse(text, file: "f")) != nil else { continue }
            accepted += 1
            let lenient = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
            #expect(lenient != nil, "\(String(decoding: text, as: UTF8.self))")
        }
        #expect(accepted > 300)
    }

    @Test func doublesKeepTheirBits() throws {
        for number in [0.1, 1e-300, -2.5e17, Double.leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3.0, -0.0] {
            let read = try JSONReader(parse(JSONValue.double(number).text()), file: "f").double()
            #expect(read.bitPattern == number.bitPattern)
        }
    }

    @Test func readersSayWhatIsWrongAndWhere() throws {
        func reader(_ text: String) throws -> JSONReader { JSONReader(try parse(text), file: "f.json") }
        func error(_ line: Int, _ column: Int, _ path: String, _ reason: JSONContentError.Reason) -> JSONContentError {
            JSONContentError(file: "f.json", line: line, column: column, path: path, reason: reason)
        }
        let object = try reader("{\"name\": 3,\n \"rank\": 4.5, \"kind\": \"zeros\"}")
        #expect(
            throws: error(2, 2, "", .unknownKey("rank", suggestion: "ranks", known: ["name", "ranks", "kind"]))
        ) { try object.object(keys: ["name", "ranks", "kind"]) }
        let members = try object.object(keys: ["name", "rank", "kind", "more"])
        #expect(throws: error(1, 10, "name", .wrongType(expected: "a string", found: .number))) {
            try members.required("name").string()
        }
        #expect(throws: error(2, 10, "rank", .outOfRange(found: "4.5", expected: "an integer in 1...9"))) {
            try members.required("rank").integer(in: 1...9)
        }
        #expect(throws: error(1, 1, "", .missingKey("more"))) { try members.required("more") }
        #expect(
            throws: error(
                2, 23, "kind",
                .unknownValue(
                    "zeros",
                    expected: "zero, depthwise, pointwise, depthwise-pointwise, separable, lowrank, teacher",
                    suggestion: "zero"))
        ) { try members.required("kind").choice(Candidate.Kind.self) }
        #expect(members.optional("more") == nil)
        #expect(throws: error(1, 5, "[1]", .wrongType(expected: "a number", found: .string))) {
            try reader("[1, \"2\"]").elements()[1].double()
        }
        #expect(throws: error(1, 1, "", .outOfRange(found: "1e999", expected: "a finite number"))) {
            try reader("1e999").double()
        }
        #expect(throws: error(1, 12, "format", .wrongFormat(found: "x/2", expected: "x/1"))) {
            try reader("{\"format\": \"x/2\"}").requireFormat("x/1")
        }
    }

    private func randomValue(depth: Int, using random: inout RandomStream) -> JSONValue {
        switch random.integer(below: depth > 0 ? 7 : 5) {
        case 0: return .null
        case 1: return .bool(random.bool())
        case 2: return .integer(Int(truncatingIfNeeded: random.next()))
        case 3: return .double(random.normal() * 1e9)
        case 4:
            let letters: [String] = ["a", "\"", "\\", "\n", "\u{1}", "é", "😀", "/", "\u{7f}", "\u{2028}"]
            return .string((0..<random.integer(below: 9)).map { _ in letters[random.integer(below: 10)] }.joined())
        case 5: return .array((0..<random.integer(below: 5)).map { _ in randomValue(depth: depth - 1, using: &random) })
        default:
            return .object(
                (0..<random.integer(below: 5)).map { ("k\($0)", randomValue(depth: depth - 1, using: &random)) })
        }
    }
}

extension JSONValue {
    /// The value as if it had been made rather than read.
    fileprivate var withoutPositions: JSONValue {
        switch content {
        case .array(let elements): .array(elements.map(\.withoutPositions))
        case .object(let members): .object(members.map { ($0.key, $0.value.withoutPositions) })
        default: JSONValue(content)
        }
    }
}
