public import ExperimentStore
public import Foundation

/// Follows a run by its rows, time and again. Never takes a lock, and never fails a run.
public final class RunWatch {
    /// One look.
    public struct Look: Sendable {
        public var reading: RunReading
        public var at: Date
        /// Steps a second, over the last looks; nil before two of them tell.
        public var rate: Double?
        /// Of the steps that are left; nil where nothing is known.
        public var secondsLeft: Double?
        /// False where no process of this machine holds the run's lock, though its row says that it runs.
        public var isAlive: Bool

        /// Of the steps, from 0 to 1; nil where the strategy takes none.
        public var share: Double? {
            reading.steps > 0 ? min(1, Double(reading.step) / Double(reading.steps)) : nil
        }

        public var checkpointAge: Double? { reading.checkpoint.map { max(0, at.timeIntervalSince($0.at)) } }
    }

    private let name: String
    private let database: ExperimentDatabase
    private let lock: LockTable
    private var seen: [(at: Date, step: Int, run: Int?)] = []
    /// Looks in a row that found no process.
    private var missed = 0

    /// - Parameter name: nil: the latest experiment.
    /// - Throws: ``StoreError``.
    public init(_ name: String?, in database: ExperimentDatabase) throws {
        let record = try name.map(database.experiment(named:)) ?? database.latestExperiment()
        self.name = record.name
        self.database = database
        lock = LockTable(record, databasePath: database.path)
    }

    /// Looks now.
    ///
    /// - Returns: nil where the database was busy for too long: look again.
    /// - Throws: ``StoreError`` other than that.
    public func look(now: Date = Date()) throws -> Look? {
        let reading: RunReading
        do {
            reading = try RunReading(name, in: database)
        } catch StoreError.locked {
            return nil
        }
        if let last = seen.last, last.run != reading.run || last.step > reading.step { seen.removeAll() }
        let isNew = seen.last.map { $0.step != reading.step } ?? true
        if isNew { seen.append((now, reading.step, reading.run)) }
        if seen.count > 12 { seen.removeFirst() }
        missed =
            !reading.isOver && reading.phase != .finetuning && !isNew && (reading.isHeld ?? lock.isHeld) == false
            ? missed + 1 : 0
        let rate = rate(reading)
        return Look(
            reading: reading, at: now, rate: rate,
            secondsLeft: rate.map { Double(max(0, reading.steps - reading.step)) / $0 }, isAlive: missed < 3)
    }

    /// By what was seen; before that, by the last checkpoint.
    private func rate(_ reading: RunReading) -> Double? {
        guard !reading.isOver, let last = seen.last else { return nil }
        if let first = seen.first, last.step > first.step, last.at > first.at {
            return Double(last.step - first.step) / last.at.timeIntervalSince(first.at)
        }
        guard let checkpoint = reading.checkpoint, reading.step > checkpoint.step, last.at > checkpoint.at else {
            return nil
        }
        return Double(reading.step - checkpoint.step) / last.at.timeIntervalSince(checkpoint.at)
    }
}

/// Who holds advisory locks, as the system says: looking takes none.
struct LockTable {
    /// nil: nothing can be known.
    let path: String?

    init(path: String?) { self.path = path }

    /// The lock of an experiment's run; nothing is known of one that was made on another machine.
    init(_ record: ExperimentRecord, databasePath: String) {
        let folder = (try? SearchRequest.folder(of: record)).flatMap { $0 }
        let isHere = record.provenance.host == RunOrigin.current.host
        path = isHere ? folder.map { RunsFolder(databasePath: databasePath).file($0) + "/lock" } : nil
    }

    /// Whether a process of this machine holds a lock on the file; nil where that cannot be told.
    var isHeld: Bool? {
        guard let path, let table = try? String(contentsOfFile: "/proc/locks", encoding: .utf8) else { return nil }
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Self.isHeld(inode: UInt64(status.st_ino), table: table)
    }

    /// Lines of `/proc/locks`: `1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF`.
    static func isHeld(inode: UInt64, table: String) -> Bool {
        table.split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            guard words.count >= 6, words[1] == "FLOCK" else { return false }
            return words[5].split(separator: ":").last.map { UInt64($0) == inode } ?? false
        }
    }
}
