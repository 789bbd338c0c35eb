internal import Foundation
internal import GRDB
internal import Synchronization

/// What a viewer reads of a file that an older version of the tool has written: a private copy that is brought up to date,
/// while the file stays as it is. It is made anew once the file has changed.
final class MigratedSnapshot: Sendable {
    private struct State {
        var queue: DatabaseQueue
        /// SQLite's count of others' changes when the copy was made.
        var version: Int
    }

    private let source: DatabaseQueue
    private let path: String
    private let state: Mutex<State>

    /// - Throws: `StoreError`, `DatabaseError`.
    init(of source: DatabaseQueue, path: String) throws {
        self.source = source
        self.path = path
        state = Mutex(try Self.make(source, path))
    }

    /// - Throws: `StoreError`, `DatabaseError`.
    func current() throws -> any DatabaseReader {
        try state.withLock { state in
            if try Self.version(source) != state.version { state = try Self.make(source, path) }
            return state.queue
        }
    }

    private static func make(_ source: DatabaseQueue, _ path: String) throws -> State {
        // Before the copy: what changes in between is seen next time.
        let version = try version(source)
        // Without a name: SQLite's own temporary file, which goes with the connection.
        let queue = try DatabaseQueue(path: "")
        try source.backup(to: queue)
        _ = try queue.writeWithoutTransaction { try Schema.migrate($0, path: path) }
        return State(queue: queue, version: version)
    }

    private static func version(_ source: DatabaseQueue) throws -> Int {
        try source.read { try Int.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }
}
