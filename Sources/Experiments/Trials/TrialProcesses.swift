import ExperimentStore
import Foundation

/// Further processes of this program, each of which runs trials of one experiment. This one looks on by the rows.
///
/// They end when there is nothing left to run, when they are told to, and when this process ends in whatever way: their
/// standard input is the end of a pipe that nobody else holds.
public final class TrialProcesses {
    private let trials: SearchTrials
    private let count: Int
    private let arguments: [String]
    private var running: [Process] = []
    /// Processes that have taken the place of killed ones.
    private var replacements = 0

    /// - Parameters:
    ///   - count: of processes.
    ///   - workers: threads of all of them together.
    /// - Throws: ``SearchJobError/processMemory(processes:needed:available:possible:)``.
    public init(_ trials: SearchTrials, count: Int, workers: Int, databasePath: String) throws {
        let search = trials.search
        try Self.requireMemory(processes: count, each: search.memoryNeed)
        self.trials = trials
        self.count = count
        arguments =
            [
                "resume", search.record.name, "--db", databasePath, "--jobs", "\(max(1, workers / count))",
                "--checkpoint-interval", "\(search.checkpointInterval)", "--worker",
            ] + (search.beginsDamagedAnew ? ["--anew"] : [])
    }

    /// Runs the trials to their end. What is left when all processes are gone is run by this one.
    ///
    /// - Throws: what ``SearchTrials/run(_:_:describe:)`` throws; where a process cannot be started, what the system says.
    public func run(
        _ meter: ProgressMeter, _ interruption: Interruption, describe: (any Error) -> String
    ) throws -> [SearchOutcome] {
        let pipe = Pipe()
        // Children must not keep it open for each other.
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        do {
            for _ in 0..<count { try start(pipe) }
            try watch(pipe, meter, interruption)
        } catch {
            stop()
            throw error
        }
        try? pipe.fileHandleForWriting.close()
        return try trials.run(meter, interruption, describe: describe)
    }

    /// - Throws: ``SearchJobError/processMemory(processes:needed:available:possible:)``.
    static func requireMemory(processes count: Int, each: Int) throws(SearchJobError) {
        let need = max(1, each)
        let possible = max(1, MemoryNeed.available / need)
        guard count <= possible else {
            throw .processMemory(
                processes: count, needed: need * count, available: MemoryNeed.available, possible: possible)
        }
    }

    private func start(_ pipe: Pipe) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe")
        process.arguments = arguments
        process.standardInput = pipe.fileHandleForReading
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        running.append(process)
    }

    /// Takes note of processes that have ended. One that a signal has ended is replaced while there are trials that it could
    /// run, a few times: what kills every process is not to be fed for ever.
    private func replaceKilled(_ pipe: Pipe, _ meter: ProgressMeter) throws {
        for process in running where !process.isRunning {
            running.removeAll { $0 === process }
            guard process.terminationReason == .uncaughtSignal else { continue }
            // Looking is no reason to fail: whatever is left is run in the end.
            let open = (try? trials.search.trials().filter { $0.isFree(at: Date()) }.count) ?? 0
            let isReplaced = open > 0 && replacements < 2 * count
            meter.abandon()
            meter.note(
                "process \(process.processIdentifier) ended by signal \(process.terminationStatus)"
                    + (open > 0 ? ": its trial goes on from its last checkpoint" : "")
                    + (isReplaced ? ", in another process" : ""))
            guard isReplaced else { continue }
            replacements += 1
            try start(pipe)
        }
    }

    /// Shows how far all trials are until no process runs any more.
    private func watch(_ pipe: Pipe, _ meter: ProgressMeter, _ interruption: Interruption) throws {
        let search = trials.search
        let total = try search.trials().count * max(1, search.request.steps)
        var isBegun = false
        while !running.isEmpty {
            if interruption.isRequested {
                meter.abandon()
                stop()
                throw Interrupted(exitCode: interruption.exitCode, resumeCommand: search.resumeCommand)
            }
            // Looking on is no reason to fail.
            if let now = try? search.trials() {
                let done = Self.done(now, steps: search.request.steps)
                if !isBegun { meter.begin("\(now.count) trials", total: total, done: done) }
                isBegun = true
                meter.update(done, detail: Self.detail(now))
            }
            Thread.sleep(forTimeInterval: 0.2)
            try replaceKilled(pipe, meter)
        }
        if isBegun { meter.end() }
    }

    private static func done(_ trials: [TrialRecord], steps: Int) -> Int {
        trials.reduce(0) { $0 + (steps > 0 ? min($1.step, steps) : $1.status == .finished ? 1 : 0) }
    }

    private static func detail(_ trials: [TrialRecord]) -> String {
        trials.filter { $0.status == .running }.map { "trial \($0.position) at step \($0.step)" }
            .joined(separator: ", ")
    }

    /// Asks processes to stop after a checkpoint, and waits until they have.
    private func stop() {
        for process in running where process.isRunning { process.terminate() }
        for process in running where process.isRunning { process.waitUntilExit() }
    }
}

/// The other end of ``TrialProcesses``: a process that stops when the one that has started it is gone.
public enum TrialWorker {
    /// Asks for a stop once standard input is closed.
    public static func stop(_ interruption: Interruption) {
        let thread = Thread {
            var byte: UInt8 = 0
            while true {
                let count = read(STDIN_FILENO, &byte, 1)
                if count == 0 || count < 0 && errno != EINTR { return interruption.request() }
            }
        }
        thread.start()
    }
}
