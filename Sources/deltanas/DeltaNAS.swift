import ArgumentParser
import Experiments
import Foundation
import VideoData

@main
struct DeltaNAS: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deltanas",
        abstract: "Turns a trained video network into a cheap one, under a budget you state.",
        discussion: """
            The network runs on key frames only; on the frames after them small students, one per convolution, \
            predict how its features change.
            """,
        version: ToolVersion.number,
        subcommands: [
            SpaceCommand.self, Profile.self, Latency.self, Search.self, Resume.self, Derive.self, Finetune.self,
            Pareto.self,
            Damages.self, Verify.self, Evaluate.self, Run.self, Export.self,
            List.self, Show.self, Compare.self, Watch.self, Plot.self, Report.self, DatabaseCommand.self, Teach.self,
            Bench.self,
        ])

    /// Parses, runs, and turns whatever is thrown into one line on standard error and an exit code.
    static func main() async {
        Terminal.guardStreams()
        let arguments = Array(CommandLine.arguments.dropFirst())
        let command: any ParsableCommand
        do {
            command = try parseAsRoot(arguments)
        } catch {
            leave(parsing: error, arguments)
        }
        do {
            // Processes of one search do the same, and one of them says it.
            DecodingObserver.install((command as? Resume)?.worker == true ? nil : DecodingText().observer)
            try await run(command)
        } catch {
            // Help and version arrive as errors of ArgumentParser's.
            if exitCode(for: error) == .success { exit(withError: error) }
            leave(ErrorMessage(error))
        }
    }

    private static func run(_ command: any ParsableCommand) async throws {
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            var command = command
            try command.run()
        }
    }

    static func leave(_ message: ErrorMessage) -> Never {
        Terminal.note(message.line)
        Foundation.exit(message.exit.code)
    }

    private static func leave(parsing error: any Error, _ arguments: [String]) -> Never {
        if exitCode(for: error) == .success { exit(withError: error) }
        let names = configuration.subcommands.map { $0._commandName }
        let command = arguments.first.flatMap { names.contains($0) ? " \($0)" : nil } ?? ""
        let cause = message(for: error)
        leave(
            ErrorMessage(
                .usage, cause.hasSuffix(".") ? String(cause.dropLast()) : cause,
                remedy: "see \(RunOrigin.command)\(command) --help"))
    }
}
