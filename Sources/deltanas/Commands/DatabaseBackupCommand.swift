import ArgumentParser
import ExperimentStore
import Experiments
import Foundation

struct DatabaseBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy a database as it stands, even while searches write it.",
        discussion: """
            The copy is complete before it has its name, and replaces nothing. Checkpoints are files of their own, in the \
            folder beside the database that is called the same with .runs: they are not in it.
            """)

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Where the copy goes (default: beside the database, with .backup- and the time behind its name).",
            valueName: "file"))
    var output: String?

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        if output?.isEmpty == true { throw UsageError.noPath(option: "--output") }
        let source = try ExperimentDatabase(path: database.db, mode: .readOnly)
        let target = output ?? "\(database.db).backup-\(Self.stamp(Date()))"
        try source.backUp(to: target)
        Terminal.print(target + "\n")
    }

    /// `20261121-183000`, in UTC: names sort by time.
    private static func stamp(_ date: Date) -> String {
        Quantity.timestamp(date).prefix(19).filter { $0.isNumber || $0 == "T" }.replacingOccurrences(of: "T", with: "-")
    }
}
