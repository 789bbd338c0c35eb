import Experiments
import StudentSpace
import Testing

@Suite struct PrintableTests {
    @Test func whatSteersATerminalIsEscaped() {
        #expect("\u{1B}[31mred\u{7}".printable == "\\u{1B}[31mred\\u{7}")
        #expect("a\rb\tc\u{7F}\u{9B}2J".printable == "a\\u{D}b\\u{9}c\\u{7F}\\u{9B}2J")
        #expect("gnp\u{202E}.sht".printable == "gnp\\u{202E}.sht")
        #expect("one\ntwo".printable == "one\ntwo")
        #expect("one\r\ntwo".printableLine == "one\\u{D}\\u{A}two")
    }

    @Test(arguments: ["", "plain", "Straße → 3×3, ≤ 0.25 µs ▸ 街道", "e\u{301}"])
    func otherTextStays(_ text: String) {
        #expect(text.printable == text)
        #expect(text.printableLine == text)
        #expect(Array(text.printable.unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test func escapingTwiceIsEscapingOnce() {
        let text = "\u{1B}]0;title\u{7}\u{2028}".printable
        #expect(text.printable == text)
    }

    /// JSON says it in its own way: it stays JSON, and reads back as it was.
    @Test func jsonIsPrintableByItself() throws {
        let text = "\u{0}\u{1B}[2J\u{7F}\u{85}\u{202E}\u{2066}ü\n"
        let json = JSONValue.array([.string(text)]).text()
        #expect(json.printable == json)
        guard case .array(let elements) = try JSONParser.parse(json, file: "j").content else {
            Issue.record("no array")
            return
        }
        #expect(elements.map(\.content) == [.string(text)])
    }
}
