import Foundation
import Testing

/// Every command's `--help`, word for word. Record anew with `DELTANAS_RECORD=1 swift test --filter HelpTests`, and
/// read the difference.
@Suite struct HelpTests {
    @Test func everyHelpTextIsAsRecorded() throws {
        let root = try Tool.run(["--help"])
        #expect(root.code == 0)
        try check(root.output, name: "deltanas")
        let commands = Self.subcommands(of: root.output)
        #expect(commands.count >= 6)
        for command in commands {
            let help = try Tool.run([command, "--help"])
            #expect(help.code == 0)
            #expect(help.errors.isEmpty)
            try check(help.output, name: command)
            for part in Self.subcommands(of: help.output) {
                let help = try Tool.run([command, part, "--help"])
                #expect(help.code == 0 && help.errors.isEmpty)
                try check(help.output, name: "\(command)-\(part)")
            }
        }
    }

    @Test func aCommandLineWithoutAnythingIsHelp() throws {
        let result = try Tool.run([])
        #expect(result.code == 0)
        #expect(result.output == (try Tool.run(["--help"]).output))
    }

    @Test func theVersionIsOneNumber() throws {
        let result = try Tool.run(["--version"])
        #expect(result.code == 0)
        #expect(result.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    private func check(_ text: String, name: String) throws {
        let path = Tool.root + "/Tests/CommandTests/Help/\(name).txt"
        if ProcessInfo.processInfo.environment["DELTANAS_RECORD"] != nil {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let recorded = try? String(contentsOfFile: path, encoding: .utf8)
        #expect(text == recorded, "deltanas \(name) --help differs from Help/\(name).txt")
    }

    private static func subcommands(of help: String) -> [String] {
        help.split(separator: "\n").drop { $0 != "SUBCOMMANDS:" }.dropFirst().compactMap { line in
            guard line.hasPrefix("  "), !line.hasPrefix("   ") else { return nil }
            let words = line.split(separator: " ")
            return words.first.map(String.init).flatMap { $0 == "See" ? nil : $0 }
        }
    }
}
