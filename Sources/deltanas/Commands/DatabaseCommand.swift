import ArgumentParser

struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "Look after a database of experiments.",
        subcommands: [DatabaseInfoCommand.self, DatabaseCheckCommand.self, DatabaseBackupCommand.self])
}
