import ArgumentParser
import ExperimentStore
import Experiments

struct DatabaseInfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Say what a database is and holds: size, schema, journal, rows.",
        discussion: "Works with files of older and of newer versions, too. Nothing is written.")

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: DocumentOptions

    func run() async throws {
        let text = DatabaseText(
            try ExperimentDatabase.leavingNothing(at: database.db) { try DatabaseInfo(path: database.db) })
        Terminal.print(output.format == .table ? text.table : text.document(output.format))
    }
}
