import Testing

@testable import Experiments

@Suite struct HTMLTextTests {
    @Test func whatSteersMarkupIsEscaped() {
        #expect(
            HTMLText.escaped("<a b=\"c\" d='e'>&amp;</a>")
                == "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;&lt;/a&gt;")
        #expect(HTMLText.escaped("λ · ü · 東") == "λ · ü · 東")
    }

    /// XML has no place for these, and a page no use.
    @Test func charactersThatNoDocumentHoldsAreSpeltOut() {
        #expect(HTMLText.escaped("a\u{0}b\u{1B}c\u{202E}") == "a\\u{0}b\\u{1B}c\\u{202E}")
        #expect(HTMLText.escaped("\u{FFFE}\u{FFFF}") == "\u{FFFD}\u{FFFD}")
    }

    @Test func everyScalarGivesAWellFormedDocument() {
        for value in (0...0x2FF).map({ $0 }) + [0x2028, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x1F600, 0x10FFFF] as [UInt32] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            var page = HTMLText()
            page.add("<html lang=\"en\">")
            page.element("p", "a\(scalar)b")
            page.add("<i title=\"\(HTMLText.escaped("\(scalar)"))\"></i></html>")
            PageChecks.check(page.text)
        }
    }
}
