import Foundation

/// Whole small files: read up to a bound, and replaced so that a crash leaves the old file or the new one.
public enum DocumentFile {
    /// The bytes of a regular file.
    ///
    /// - Throws: ``DocumentFileError``, also for a folder, a device or a file above `limit` bytes.
    public static func contents(of path: String, limit: Int = 16 << 20) throws(DocumentFileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            // What a socket answers.
            throw errno == ENXIO ? .notAFile(path: path) : .cannotRead(path: path, reason: systemReason())
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .cannotRead(path: path, reason: systemReason()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }

        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw .tooLarge(path: path, limit: limit) }
        }
    }

    /// Writes to a new file beside the target, syncs it, and renames it over the target.
    ///
    /// - Throws: ``DocumentFileError/cannotWrite(path:reason:)``, ``DocumentFileError/notAFile(path:)``; the target is then
    ///   as it was.
    public static func replace(_ path: String, with bytes: [UInt8]) throws(DocumentFileError) {
        try requireRegular(path)
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
        var isWritten = write(bytes, to: descriptor) && fsync(descriptor) == 0
        var reason = isWritten ? "" : systemReason()
        close(descriptor)
        if isWritten, rename(temporary, path) != 0 {
            isWritten = false
            reason = systemReason()
        }
        guard isWritten else {
            unlink(temporary)
            throw .cannotWrite(path: path, reason: reason)
        }
        syncFolder(of: path)
    }

    /// Whether a file could be written here, before the work whose result it is to hold: a file is made beside it and
    /// removed.
    ///
    /// - Throws: as ``replace(_:with:)``.
    public static func requireWritable(_ path: String) throws(DocumentFileError) {
        guard !path.isEmpty else { throw .cannotWrite(path: "''", reason: "it names no file") }
        try requireRegular(path)
        let probe = "\(path).\(getpid()).probe"
        let descriptor = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
        close(descriptor)
        unlink(probe)
    }

    /// Where a file lies: its folder without links, and its name. Two paths are of one file where these are the same.
    public static func location(_ path: String) -> String {
        let url = URL(fileURLWithPath: path).standardizedFileURL
        return url.deletingLastPathComponent().resolvingSymlinksInPath().appendingPathComponent(url.lastPathComponent)
            .path
    }

    /// The folder that a path's last name lies in: what stands before the last slash, `.` where nothing does.
    ///
    /// Foundation's `NSString.deletingLastPathComponent` traps on a path of one character (6.3.1, Linux).
    public static func folder(of path: String) -> String {
        var bytes = path.utf8[...]
        let slash = UInt8(ascii: "/")
        while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
        guard let last = bytes.lastIndex(of: slash) else { return "." }
        bytes = bytes[..<last]
        while bytes.last == slash { bytes.removeLast() }
        return bytes.isEmpty ? "/" : String(decoding: bytes, as: UTF8.self)
    }

    /// A folder cannot be replaced by a file, and a device should not be.
    private static func requireRegular(_ path: String) throws(DocumentFileError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { throw .notAFile(path: path) }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Makes the renaming itself durable; a file system that cannot sync folders does it in its own time.
    private static func syncFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func systemReason() -> String { String(cString: strerror(errno)) }
}

/// A file that cannot be read or written.
public enum DocumentFileError: Error, Hashable, Sendable {
    case cannotRead(path: String, reason: String)
    /// A folder, a pipe, a device or a socket.
    case notAFile(path: String)
    case tooLarge(path: String, limit: Int)
    case cannotWrite(path: String, reason: String)
}
