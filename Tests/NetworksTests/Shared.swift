import Foundation

/// The folder of shared references beside the package; tests that need it are skipped where it is missing.
enum Shared {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared")

    static var isAvailable: Bool { FileManager.default.fileExists(atPath: folder.appending(path: "reference").path) }

    static func path(_ name: String) -> String { folder.appending(path: name).path }
}
