import ArgumentParser
import ExperimentStore
import Experiments
import StudentSpace

struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show an experiment: its settings, trials, sites and students.")

    @Argument(
        help: ArgumentHelp("The experiment (default: the latest).", valueName: "name"),
        completion: .custom(ExperimentNames.complete))
    var name: String?

    @OptionGroup var database: DatabaseOptions

    @Option(help: "How results are printed. As csv: one candidate a row.")
    var format: OutputFormat = .table

    func run() async throws {
        let database = try ExperimentDatabase(path: database.db, mode: .readOnly)
        let text = ExperimentText(try ExperimentDetails(name, in: database))
        switch format {
        case .table: Terminal.print(text.table)
        case .json: Terminal.print(text.json.text())
        case .csv: Terminal.print(text.candidates.csv)
        }
    }
}
