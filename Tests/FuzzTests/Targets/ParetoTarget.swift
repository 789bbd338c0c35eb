import RandomStreams

@testable import Experiments
@testable import StudentSpace
@testable import deltanas

/// Tables of `pareto`, as `report` reads and draws them.
final class ParetoTarget: FuzzTarget {
    private let seeds = [Seeds.pareto()]

    init(scratch: String) throws {}

    func makeInput(_ stream: inout RandomStream) -> [UInt8] { Trees.text(of: seeds, &stream) }

    func consume(_ input: [UInt8]) throws {
        guard let report = ParetoReport(reading: try JSONParser.parse(input, file: "pareto.json")) else { return }
        _ = (report.json.text(), report.csv, report.chart.svg(), report.chart.element())
        _ = (ParetoText.table(report).text, ParetoText.notes(report, folder: "x"))
        for point in report.points {
            _ = (ReportNumber.counted(point.finetuneSteps, "step"), ReportNumber.macs(point.deltaFrameMACs))
            _ = (ReportNumber.percent(point.amortisedShare, of: 1), ReportNumber.fraction(point.agreement))
        }
    }
}
