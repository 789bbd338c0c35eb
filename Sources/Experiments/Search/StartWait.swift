public import ExperimentStore

/// What a command does where other processes keep its database busy before its run has begun: it waits as long as it would
/// within the run, and says so.
public struct StartWait {
    private let wait: RoomWait

    /// - Parameters:
    ///   - command: what a user types to begin again after an interruption.
    ///   - patience: nil: as within a run.
    public init(
        _ meter: ProgressMeter, _ interruption: Interruption, command: String, patience: Duration? = nil
    ) {
        wait = RoomWait(Watch(meter: meter, interruption: interruption, resumeCommand: command))
        wait.consolation = nil
        if let patience { wait.patience = patience }
    }

    /// Opens a database for writing.
    ///
    /// - Throws: ``StoreError``; ``Interrupted``.
    public func open(_ path: String) throws -> ExperimentDatabase {
        try retrying { try ExperimentDatabase(path: path) }
    }

    /// Does it again while others keep the database busy.
    ///
    /// - Throws: what `body` throws, a busy database once patience is over; ``Interrupted``.
    func retrying<Value>(_ body: () throws -> Value) throws -> Value {
        let began = ContinuousClock.now
        while true {
            do {
                let value = try body()
                wait.end()
                return value
            } catch StoreError.locked(let path, _) {
                let waited = (ContinuousClock.now - began) / .seconds(1)
                try wait.wait(
                    "\(path) is kept busy by another process",
                    orThrow: StoreError.locked(path: path, waitedSeconds: waited))
            }
        }
    }
}

extension StartWait? {
    /// The same; without waiting where there is nobody to tell.
    func retrying<Value>(_ body: () throws -> Value) throws -> Value {
        guard let self else { return try body() }
        return try self.retrying(body)
    }
}
