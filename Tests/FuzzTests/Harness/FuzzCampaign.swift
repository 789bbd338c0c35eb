import Foundation

/// Many cases of one parser, in child processes: a crash costs its child, is named, and the rest goes on.
final class FuzzCampaign {
    struct Settings {
        var parser: FuzzParser
        var cases: Int
        var seed: UInt64
        var first = 0
        /// Where what was found goes: an input and what was said of it, a case.
        var folder: String
        /// Finds after which there is no point in going on.
        var enough = 40
    }

    /// What one case came to.
    struct Find {
        enum Kind: String {
            case crash
            case hang
            case fault
        }

        var index: Int
        var kind: Kind
        var text: String
    }

    private let settings: Settings
    private let work: String
    private(set) var finds: [Find] = []
    private(set) var accepted = 0
    private(set) var refused = 0
    private(set) var peak = 0
    private(set) var peakIndex = 0
    /// Cases that were begun.
    private(set) var done = 0
    /// Inputs are kept of the first of a kind.
    private var kept: [String: Int] = [:]

    init(_ settings: Settings) throws {
        self.settings = settings
        let base = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        work = "\(base)/fuzz-\(settings.parser.rawValue)-\(getpid())"
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: settings.folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: work) }

    /// - Parameter say: told how far it is, now and then.
    func run(_ say: (String) -> Void) throws {
        let batch = 5000
        var next = settings.first
        let end = settings.first + settings.cases
        while next < end, finds.count < settings.enough {
            next = try runChild(next, min(end, next + batch))
            done = next - settings.first
            say("\(settings.parser.rawValue): \(done) of \(settings.cases), \(finds.count) found")
        }
    }

    /// - Returns: the case to go on with.
    private func runChild(_ first: Int, _ end: Int) throws -> Int {
        let scratch = "\(work)/scratch"
        try? FileManager.default.removeItem(atPath: scratch)
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        let batch = FuzzBatch(
            parser: settings.parser.rawValue, seed: settings.seed, first: first, end: end,
            progress: "\(work)/progress", faults: "\(work)/faults", scratch: scratch)
        let progress = try FuzzProgress(batch.progress)
        progress.reset()
        try? FileManager.default.removeItem(atPath: batch.faults)
        let isHung = try wait(for: start(batch), progress)

        accepted += progress.accepted
        refused += progress.refused
        if progress.peak > peak { (peak, peakIndex) = (progress.peak, progress.peakIndex) }
        let lines = (try? String(contentsOfFile: batch.faults, encoding: .utf8)) ?? ""
        for line in lines.split(separator: "\n") {
            let fault = try JSONDecoder().decode(FuzzBatch.Fault.self, from: Data(line.utf8))
            keep(Find(index: fault.index, kind: .fault, text: fault.text))
        }
        if progress.isDone { return end }
        let index = progress.index
        guard index >= first else { throw FuzzFault("a child did not come to its first case:\n\(errors)") }
        keep(Find(index: index, kind: isHung ? .hang : .crash, text: errors))
        return index + 1
    }

    private var errorsPath: String { "\(work)/errors" }

    /// The end of what the child said.
    private var errors: String {
        let text = (try? Data(contentsOf: URL(fileURLWithPath: errorsPath))).map { String(decoding: $0, as: UTF8.self) }
        return String((text ?? "").suffix(20_000))
    }

    private func start(_ batch: FuzzBatch) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--testing-library", "swift-testing", "--filter", "FuzzBatchTests"]
        var environment = ProcessInfo.processInfo.environment
        environment["DELTANAS_FUZZ"] = nil
        environment["DELTANAS_FUZZ_BATCH"] = String(decoding: try JSONEncoder().encode(batch), as: UTF8.self)
        // A trap is told by the sanitizer: the runtime's own backtrace would leave a process behind that keeps ours waiting.
        environment["ASAN_OPTIONS"] =
            "detect_leaks=0:max_allocation_size_mb=4096:hard_rss_limit_mb=6144:handle_sigill=1:handle_sigtrap=1"
        environment["SWIFT_BACKTRACE"] = "enable=no"
        environment["OMP_NUM_THREADS"] = "1"
        environment["OPENBLAS_NUM_THREADS"] = "1"
        process.environment = environment
        FileManager.default.createFile(atPath: errorsPath, contents: nil)
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/null")
        process.standardError = FileHandle(forWritingAtPath: errorsPath)
        try process.run()
        return process
    }

    /// - Returns: whether it had to be ended because a case took too long.
    private func wait(for process: Process, _ progress: FuzzProgress) throws -> Bool {
        var (last, since) = (-1, processorTime(process))
        while process.isRunning {
            Thread.sleep(forTimeInterval: 0.1)
            let (index, now) = (progress.index, processorTime(process))
            if index != last { (last, since) = (index, now) }
            // Setting up takes its time too.
            guard now - since > (index < 0 ? 10 * settings.parser.patience : settings.parser.patience) else { continue }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            return true
        }
        return false
    }

    /// Seconds of processor time that a process has had: others may keep it waiting. Where it does nothing, a tenth of
    /// the clock's.
    private func processorTime(_ process: Process) -> Double {
        let path = "/proc/\(process.processIdentifier)/stat"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let fields = text.drop { $0 != ")" }.split(separator: " ")
        let ticks = fields.count > 13 ? (Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0) : 0
        return ticks / 100 + 0.1 * ProcessInfo.processInfo.systemUptime
    }

    private func keep(_ find: Find) {
        finds.append(find)
        let place = find.text.split(separator: "\n").first { $0.contains("rror: ") || $0.contains("ERROR: ") }
        let signature = "\(find.kind.rawValue) \(String((place ?? find.text[...]).filter { !$0.isNumber }.prefix(120)))"
        kept[signature, default: 0] += 1
        guard kept[signature, default: 0] <= 3 else { return }
        let name = "\(settings.folder)/\(settings.parser.rawValue)-\(settings.seed)-\(find.index)-\(find.kind.rawValue)"
        try? Data(find.text.utf8).write(to: URL(fileURLWithPath: name + ".txt"))
        var stream = settings.parser.stream(seed: settings.seed, index: find.index)
        let scratch = "\(work)/again"
        try? FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        guard let target = try? settings.parser.makeTarget(scratch: scratch),
            let input = try? target.makeInput(&stream)
        else { return }
        try? Data(input).write(to: URL(fileURLWithPath: name + ".bin"))
    }
}
