import Foundation

/// The built command, run as a user would.
enum Tool {
    struct Result {
        var code: Int32
        var output: String
        var errors: String

        /// Lines that the run ended with on standard error.
        var errorLines: [String] { errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("error: ") } }
    }

    /// The package's root.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The command beside the test bundle: both are products of one build.
    static let path: String? = {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let folders = [tests.deletingLastPathComponent(), URL(fileURLWithPath: root + "/.build/debug")]
        return folders.map { $0.path + "/deltanas" }.first(where: FileManager.default.isExecutableFile)
    }()

    /// Runs the command with these arguments, in the package's root where no other folder is named.
    ///
    /// - Parameter signal: sent once standard error holds its text, as many times as `times` says.
    static func run(
        _ arguments: [String], folder: String = root, environment: [String: String] = [:],
        signal: (number: Int32, after: String)? = nil, times: Int = 1
    ) throws -> Result {
        guard let path else { throw CocoaError(.executableNotLoadable) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        var variables = ProcessInfo.processInfo.environment
        variables["COLUMNS"] = "100"
        variables.merge(environment) { $1 }
        process.environment = variables
        // Files rather than pipes: they cannot fill up.
        let scratch = try TemporaryFolder()
        let streams = try ["output", "errors"].map { name in
            try scratch.write("", to: name)
            return try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.file(name)))
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = streams[0]
        process.standardError = streams[1]
        try process.run()
        if let signal {
            while process.isRunning, try !scratch.text("errors").contains(signal.after) { usleep(10_000) }
            for _ in 0..<times {
                kill(process.processIdentifier, signal.number)
                usleep(20_000)
            }
        }
        process.waitUntilExit()
        let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return Result(code: code, output: try scratch.text("output"), errors: try scratch.text("errors"))
    }
}

/// A folder that is there for one test and goes with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/deltanas-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func text(_ name: String) throws -> String { try String(contentsOfFile: file(name), encoding: .utf8) }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: file(name), atomically: false, encoding: .utf8)
        return file(name)
    }

    @discardableResult
    func makeFolder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
        return file(name)
    }
}
