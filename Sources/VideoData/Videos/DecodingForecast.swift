import Foundation
import Synchronization

/// What it takes to decode a video beforehand and keep its frames: known before the first one is.
public struct DecodingForecast: Hashable, Sendable {
    public let path: String
    /// Of the video, as far as they are wanted: by the number of its packets.
    public let frames: Int
    /// That frames are kept at.
    public let size: FrameSize
    /// Bytes kept in memory, and in a temporary file in ``folder``.
    public let memory: Int
    public let disk: Int
    public let folder: String

    init(_ path: String, _ frames: Int, size: FrameSize, memoryLimit: Int) {
        (self.path, self.frames, self.size) = (path, frames, size)
        let each = 3 * size.pixels
        let (all, overflows) = each.multipliedReportingOverflow(by: frames)
        let bytes = overflows ? Int.max : all
        memory = min(bytes, memoryLimit / each * each)
        disk = bytes - memory
        folder = NSTemporaryDirectory()
    }

    /// - Throws: ``VideoError/noRoom(path:frames:folder:bytes:free:)`` where the folder is too full.
    func require() throws(VideoError) {
        guard disk > 0, let free = Self.free(in: folder), disk > free else { return }
        throw .noRoom(path: path, frames: frames, folder: folder, bytes: disk, free: free)
    }

    /// Bytes that a folder's file system takes; nil where it does not say.
    static func free(in folder: String) -> Int? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        return Int(clamping: UInt64(status.f_bavail)).multipliedReportingOverflow(by: Int(status.f_frsize)).partialValue
    }
}

/// Who is told how far a video has been decoded that is decoded before it is used.
public enum DecodingObserver {
    /// Called every tenth of a second with the number of frames that are kept, and with nil when all are; what it throws
    /// ends the decoding, and is thrown by whoever opens the video.
    public typealias Observer = @Sendable (DecodingForecast, Int?) throws -> Void

    private static let installed = Mutex<Observer?>(nil)

    /// The process's; nil: nobody is told.
    public static var current: Observer? { installed.withLock { $0 } }

    public static func install(_ observer: Observer?) { installed.withLock { $0 = observer } }
}
