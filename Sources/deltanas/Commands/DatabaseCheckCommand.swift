import ArgumentParser
import ExperimentStore
import Experiments
import Foundation

struct DatabaseCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a database, and the checkpoint files of its rows against their SHA-256.",
        discussion: "Exit code 6 where the database is damaged, 5 where checkpoints are. Nothing is written.")

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let interruption = Interruption()
        interruption.listen()
        let check = try ExperimentDatabase.leavingNothing(at: database.db) {
            try DatabaseCheck(
                ExperimentDatabase(path: database.db, mode: .readOnly), ProgressMeter(), interruption,
                command: RunOrigin.command + " " + ShellWords.joined(Array(CommandLine.arguments.dropFirst())))
        }
        Terminal.print(DatabaseText.findings(check, of: database.db, output.format))
        guard !check.isSound else { return }
        let isDatabase = check.findings.contains { $0.kind == .database }
        throw DatabaseDamage(path: database.db, isDatabase: isDatabase, findings: check.findings.count)
    }
}

/// What `db check` ends in where it has found anything.
struct DatabaseDamage: Error, Hashable {
    var path: String
    /// Whether the database file itself is damaged, and not only files that it speaks of.
    var isDatabase: Bool
    var findings: Int
}
