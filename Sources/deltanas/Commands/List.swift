import ArgumentParser
import ExperimentStore
import Experiments

struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the experiments of a database, oldest first.")

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let database = try ExperimentDatabase(path: database.db, mode: .readOnly)
        Terminal.print(ExperimentsText.list(try ExperimentSummary.all(in: database)).formatted(output.format))
    }
}
