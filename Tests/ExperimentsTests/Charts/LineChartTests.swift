import Foundation
import Testing

@testable import Experiments

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct LineChartTests {
    @Test(
        arguments: [
            ([0.953, 0.988], 6, [0.95, 0.96, 0.97, 0.98, 0.99]), ([25, 70], 8, [20, 30, 40, 50, 60, 70]),
            ([-3, 4], 5, [-4, -2, 0, 2, 4]), ([2, 2], 2, [2, 2.1]), ([.nan], 3, [0, 1]),
            ([-1.7e308, 1.7e308], 3, [0, 1]), ([], 3, [0, 1]),
        ] as [([Double], Int, [Double])])
    func marksAreRoundAndEncloseTheValues(values: [Double], count: Int, ticks: [Double]) {
        let scale = LineChart.scale(values, count: count)
        #expect(scale.ticks.count == ticks.count)
        for (found, expected) in zip(scale.ticks, ticks) { #expect(abs(found - expected) < 1e-9) }
        #expect(values.allSatisfy { !LineChart.isDrawable($0) || scale.range.contains($0) })
    }

    @Test func aChartOfAPageIsOneElementWithItsLegendAndNoTitle() {
        let chart = LineChart(
            title: "title \"&\"", x: .init("step") { "\($0)" }, y: .init("up") { "\($0)" },
            series: (0..<4).map { series in
                .init("series \(series)", (0..<100).map { .init(Double($0), Double($0 * series)) })
            } + [.init("endless", [.init(1, 1.7e308), .init(2, -1.7e308), .init(.infinity, 0)])])
        let element = chart.element()
        #expect(XMLParser(data: Data(element.utf8)).parse())
        #expect(element.hasPrefix("<svg viewBox") && element.contains("aria-label=\"title &quot;&amp;&quot;\""))
        #expect(!element.contains(">up<") && element.contains(">series 3<"))
        // Dashes and marks tell four lines apart without colour.
        let dashes = Set(
            element.matches(of: /<polyline[^>]*?stroke-width="1.8"(?: stroke-dasharray="([^"]*)")?/).map { $0.1 ?? "" })
        #expect(dashes.count == 4)
        // Marks now and then, not a hundred a line.
        #expect(element.components(separatedBy: "<circle").count < 20)
    }

    @Test func theDocumentIsXMLWithEverySeries() throws {
        let chart = LineChart(
            title: "a < b & \"c\"", x: .init("MACs") { "\($0)" }, y: .init("agreement") { "\($0)" },
            series: [
                .init("ours", [.init(30, 0.97, spread: 0.96...0.98), .init(20, 0.95), .init(40, .nan)]),
                .init("one point", [.init(25, 0.9)], isBaseline: true), .init("none", []),
            ], reference: ("teacher", 1))
        let svg = chart.svg()
        let parser = XMLParser(data: Data(svg.utf8))
        #expect(parser.parse())
        for text in ["a &lt; b &amp; &quot;c&quot;", ">ours<", ">one point<", ">none<", ">teacher<"] {
            #expect(svg.contains(text), "\(text)")
        }
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        #expect(svg.components(separatedBy: "<polyline").count == 2)
    }
}
