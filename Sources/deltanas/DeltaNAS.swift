import ArgumentParser

@main
struct DeltaNAS: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "deltanas", subcommands: [Teach.self, Lab.self])
}
