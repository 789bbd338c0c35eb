import Foundation

/// The folder of shared references beside the package; tests that need it are skipped where it is missing.
enum Shared {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared")

    static let isAvailable = [teacher, clip].allSatisfy { FileManager.default.fileExists(atPath: $0) }

    /// DDRNet-23-slim trained on CamVid.
    static let teacher = folder.appending(path: "teacher/ddrnet23s-camvid.safetensors").path
    /// 51 consecutive labelled frames.
    static let clip = folder.appending(path: "camvid/clip").path
}
