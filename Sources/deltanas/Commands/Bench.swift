import ArgumentParser
import Experiments
import Foundation
import StudentSpace

struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how fast this tool is here, beside PyTorch and ONNX Runtime if asked.",
        discussion: """
            With --peers both sides take turns in one run, on the same number of threads; ratios are ours over the \
            peer's, medians of all turns. scripts/bench makes a Python with the peers. Figures of a busy machine \
            mean little.
            """)

    @Flag(help: "Measure the peers too.")
    var peers = false

    @Option(
        help: ArgumentHelp(
            "A Python with torch and onnxruntime (default: the one that scripts/bench makes).", valueName: "file"))
    var python: String?

    @Option(
        help: ArgumentHelp("Rows to measure, * for any characters; repeatable (default: all).", valueName: "pattern"))
    var only: [String] = []

    @Option(
        name: .customLong("repeat"), parsing: .unconditional,
        help: ArgumentHelp("Turns of each side (default: by row).", valueName: "count"))
    var rounds: Int?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("What 'tall' stands for (default: all cores).", valueName: "count"))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "Teacher, clip and peer script (default: shared, beside this tool's checkout).", valueName: "folder"))
    var shared: String?

    @Option(
        help: ArgumentHelp(
            "The PyTorch supernet (default: peer/torch_delta.py in the shared folder).", valueName: "file"))
    var peerScript: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Write machine, versions, rows and all samples as JSON.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Write the same as a page of Markdown.", valueName: "file"))
    var page: String?

    @OptionGroup var format: OutputOptions

    /// The process whose memory a row measures: does its work, prints its peak.
    @Flag(help: .hidden)
    var peakMemory = false

    func run() async throws {
        let job = BenchJob(try settings())
        if peakMemory {
            Terminal.print("{\"peak_rss_mib\": \(try job.peakMemory().map { "\($0)" } ?? "null")}\n")
            return
        }
        try checkTargets()
        let interruption = Interruption()
        interruption.listen()
        let report = try job.run(ProgressMeter(), interruption)
        let text = BenchText(report)
        if let output { try DocumentFile.replace(output, with: Array(text.json.text().utf8)) }
        if let page { try DocumentFile.replace(page, with: Array(text.page.utf8)) }
        switch format.format {
        case .table: Terminal.print(text.table)
        case .json: Terminal.print(text.rows.json.text())
        case .csv: Terminal.print(text.rows.csv)
        }
        if format.format != .table { text.notes.forEach(Terminal.note) }
    }

    /// Measuring takes minutes: that the results cannot be written is found before.
    private func checkTargets() throws {
        for path in [output, page].compactMap({ $0 }) { try DocumentFile.requireWritable(path) }
        if let output, let page, DocumentFile.location(output) == DocumentFile.location(page) {
            throw UsageError.sameFile("--output", "--page", path: page)
        }
    }

    private func settings() throws -> BenchSettings {
        if peerScript != nil, !peers { throw UsageError.missingOption("--peers", example: "--peers") }
        if python != nil, !peers { throw UsageError.missingOption("--peers", example: "--peers") }
        if let shared, !Self.isFolder(shared) { throw UsageError.noFolder(option: "--shared", path: shared) }
        return BenchSettings(
            names: try names(), threads: try count(threads, "--threads", in: 1...1024) ?? Self.cores,
            rounds: try count(rounds, "--repeat", in: 1...1000), python: peers ? python ?? ProjectFolder.python : nil,
            peerScript: peerScript, shared: shared)
    }

    private func names() throws -> [BenchName] {
        let all = BenchName.allCases
        guard !only.isEmpty else { return all }
        var wanted: Set<BenchName> = []
        for pattern in only {
            let found = all.filter { Glob(pattern).matches($0.rawValue) }
            guard !found.isEmpty else {
                throw UsageError.outOfRange(
                    option: "--only", value: "'\(pattern)'",
                    allowed: "one of \(listed(all.map(\.rawValue))), or a pattern of them")
            }
            wanted.formUnion(found)
        }
        return all.filter(wanted.contains)
    }

    private func count(_ value: Int?, _ option: String, in allowed: ClosedRange<Int>) throws -> Int? {
        guard let value else { return nil }
        guard allowed.contains(value) else {
            throw UsageError.outOfRange(
                option: option, value: "\(value)",
                allowed: "a number in \(allowed.lowerBound)...\(allowed.upperBound)")
        }
        return value
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
