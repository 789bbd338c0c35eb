import ArgumentParser
import ExperimentStore
import Experiments
import StudentSpace

struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold two experiments against each other: settings, results, and what each site has.",
        discussion: """
            What a site has is the last student's where one is derived, else the search's choice, else what is likeliest \
            by now.
            """)

    @Argument(
        help: ArgumentHelp("An experiment.", valueName: "name"), completion: .custom(ExperimentNames.complete))
    var first: String

    @Argument(
        help: ArgumentHelp("Another one.", valueName: "other"), completion: .custom(ExperimentNames.complete))
    var second: String

    @Flag(help: "Leave out settings and sites that are alike.")
    var skipUnchanged = false

    @OptionGroup var database: DatabaseOptions

    @Option(help: "How results are printed. As csv: one site a row.")
    var format: OutputFormat = .table

    func run() async throws {
        let database = try ExperimentDatabase(path: database.db, mode: .readOnly)
        let text = ComparisonText(
            comparison: ExperimentComparison(
                try ExperimentDetails(first, in: database), try ExperimentDetails(second, in: database)),
            skipsUnchanged: skipUnchanged)
        switch format {
        case .table: Terminal.print(text.table)
        case .json: Terminal.print(text.json.text())
        case .csv: Terminal.print(text.sites.csv)
        }
    }
}
