import Foundation
import Synchronization

/// Folders that go when the process ends, whoever still holds on to what owns them.
enum TemporaryFolders {
    private static let paths = Mutex<Set<String>>([])

    private static let isRegistered: Bool = {
        atexit { TemporaryFolders.removeAll() }
        return true
    }()

    static func removeAtExit(_ path: String) {
        _ = isRegistered
        paths.withLock { _ = $0.insert(path) }
    }

    private static func removeAll() {
        for path in paths.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: path) }
    }
}
