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

    /// - Parameters:
    ///   - count: of processes.
    ///   - workers: threads of all of them together.
    /// - Throws: ``SearchJobError/processMemory(processes:needed:available:possible:)``.
    public init(_ trials: SearchTrials, count: Int, workers: Int, databasePath: String) throws {
        let search = trials.search
        let need = max(1, search.memoryNeed)
        let possible = max(1, MemoryNeed.available / need)
        guard count <= possible else {
            throw SearchJobError.processMemory(
                processes: count, needed: need * count, available: MemoryNeed.available, possible: possible)
        }
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
        let processes = (0..<count).map { _ in process(pipe) }
        do {
            for process in processes { try process.run() }
            try watch(processes, meter, interruption)
        } catch {
            stop(processes)
            throw error
        }
        try? pipe.fileHandleForWriting.close()
        for process in processes where process.terminationReason == .uncaughtSignal {
            meter.note(
                "process \(process.processIdentifier) ended by signal \(process.terminationStatus): its trial goes on from its last checkpoint"
            )
        }
        return try trials.run(meter, interruption, describe: describe)
    }

    private func process(_ pipe: Pipe) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe")
        process.arguments = arguments
        process.standardInput = pipe.fileHandleForReading
        process.standardOutput = FileHandle.nullDevice
        return process
    }

    /// Shows how far all trials are until no process runs any more.
    private func watch(_ processes: [Process], _ meter: ProgressMeter, _ interruption: Interruption) throws {
        let search = trials.search
        let total = try search.trials().count * max(1, search.request.steps)
        var isBegun = false
        while processes.contains(where: \.isRunning) {
            if interruption.isRequested {
                meter.abandon()
                stop(processes)
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
    private func stop(_ processes: [Process]) {
        for process in processes where process.isRunning { process.terminate() }
        for process in processes where process.isRunning { process.waitUntilExit() }
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
