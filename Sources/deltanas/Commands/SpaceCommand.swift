import ArgumentParser

struct SpaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "space", abstract: "Make search spaces.", subcommands: [SpaceInitCommand.self])
}
