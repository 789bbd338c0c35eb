import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What holds of every page.
enum PageChecks {
    /// Well-formed, and nothing in it that a browser would fetch or run.
    static func check(_ html: String, _ place: SourceLocation = #_sourceLocation) {
        let reader = Reader()
        let parser = XMLParser(data: Data(html.utf8))
        parser.delegate = reader
        #expect(
            parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)",
            sourceLocation: place)
        #expect(reader.faults == [], sourceLocation: place)
        #expect(Set(reader.ids).count == reader.ids.count, sourceLocation: place)
        for target in reader.targets { #expect(reader.ids.contains(target), "#\(target)", sourceLocation: place) }
        for word in ["http://", "https://", "@import", "NaN", "nan\"", "inf\""] {
            #expect(!html.contains(word), "\(word)", sourceLocation: place)
        }
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var faults: [String] = []
        var ids: [String] = []
        /// What the page refers to in itself.
        var targets: [String] = []

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            if ["script", "iframe", "object", "embed", "base", "form"].contains(name) { faults.append(name) }
            for (key, value) in attributes {
                if key.hasPrefix("on") { faults.append(key) }
                if key == "id" { ids.append(value) }
                if ["src", "href", "xlink:href", "action", "srcset"].contains(key) {
                    if value.hasPrefix("#") {
                        targets.append(String(value.dropFirst()))
                    } else if !value.hasPrefix("data:") {
                        faults.append("\(key)=\(value)")
                    }
                }
                if key != "aria-label", value.contains("url(") {
                    guard value.hasPrefix("url(#"), value.hasSuffix(")") else {
                        faults.append(value)
                        continue
                    }
                    targets.append(String(value.dropFirst(5).dropLast()))
                }
            }
        }
    }
}
