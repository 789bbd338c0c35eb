import ArgumentParser
import Experiments
import StudentSpace

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Recount a derived student's cost from its files alone.",
        discussion: """
            Counts with code of its own against the teacher's architecture, built anew, and checks the weights' digest, \
            names, shapes and values. Exits 5, one line for each statement that does not hold.
            """)

    @Argument(help: ArgumentHelp("The student: a deltanas.student/1 file.", valueName: "spec"))
    var spec: String

    @OptionGroup var output: DocumentOptions

    func run() async throws {
        let report = try VerifyJob(specPath: spec).run()
        let text = VerificationText(report)
        switch output.format {
        case .table: Terminal.print(text.table)
        case .json: Terminal.print(text.json.text())
        case .csv: Terminal.print(Table(document: text.json).csv)
        }
        if let warning = text.warning { Terminal.note(warning) }
        for finding in report.findings { Terminal.note("error: \(spec): \(finding.text)") }
        try report.requireSound()
    }
}
