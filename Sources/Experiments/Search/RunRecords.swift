import ExperimentStore

/// A run's rows on their way to its database, in their order.
///
/// A database that is busy or full ends no run: rows are kept here, tried again after a while, and that is said once. Where
/// rows have to be there before a run can go on, it waits for them.
final class RunRecords {
    private let database: ExperimentDatabase
    private let watch: Watch
    /// How long a run waits where it has to.
    var wait: RoomWait
    private var rows: [(ExperimentDatabase) throws -> Void] = []
    /// What writing has taken so far.
    private(set) var spent = Duration.zero
    private var pause = Duration.zero
    private var nextTry = ContinuousClock.now

    init(_ database: ExperimentDatabase, _ watch: Watch) {
        self.database = database
        self.watch = watch
        wait = RoomWait(watch)
    }

    /// Whether any row is not in the database yet.
    var isBehind: Bool { !rows.isEmpty }

    /// Writes a row now, or later.
    ///
    /// - Parameter row: one transaction; it may be tried several times.
    /// - Throws: what writing throws for other reasons than a database that is busy or full.
    func add(_ row: @escaping (ExperimentDatabase) throws -> Void) throws {
        rows.append(row)
        guard ContinuousClock.now >= nextTry else { return }
        do {
            try flush()
        } catch let error as StoreError where error.mayPass {
            if pause == .zero {
                watch.meter.abandon()
                watch.meter.note(
                    "\(database.path) is \(error.isNoRoom ? "out of room" : "kept busy by another process"): the run goes on, and writes its numbers later"
                )
            }
            pause = min(max(pause * 2, .seconds(1)), .seconds(30))
            nextTry = .now + pause
        }
    }

    /// Waits until every row is there.
    ///
    /// - Throws: the last error once patience is over; ``Interrupted``.
    func settle() throws {
        while true {
            do {
                try flush()
                return wait.end()
            } catch let error as StoreError where error.mayPass {
                try wait.wait(
                    "\(database.path) is \(error.isNoRoom ? "out of room" : "kept busy by another process")",
                    orThrow: error)
            }
        }
    }

    /// - Throws: what writing throws; what could not be written is kept.
    private func flush() throws {
        let began = ContinuousClock.now
        defer { spent += .now - began }
        while let row = rows.first {
            try row(database)
            rows.removeFirst()
        }
        if pause > .zero { watch.meter.note("\(database.path) takes rows again: nothing is missing") }
        (pause, nextTry) = (.zero, .now)
    }
}

extension StoreError {
    /// Whether waiting may help.
    var mayPass: Bool {
        switch self {
        case .locked, .diskFull: true
        default: false
        }
    }

    var isNoRoom: Bool { if case .diskFull = self { true } else { false } }
}
