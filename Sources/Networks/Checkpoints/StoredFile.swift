#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Whole files, read and written so that a crash leaves the old file or the new one and never a part.
public enum StoredFile {
    /// Why a file could not be read or written.
    public enum Failure: Error, Hashable, Sendable {
        /// The system refused: the call and its `errno`.
        case system(call: String, code: Int32)
        /// A folder, a pipe, a device or a socket.
        case notARegularFile
    }

    /// The content of a regular file.
    public static func read(_ path: String) throws(Failure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        // ENXIO is what a socket answers.
        guard file >= 0 else { throw errno == ENXIO ? .notARegularFile : failure("open") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure("fstat") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile }

        let size = Int(status.st_size)
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Self.retrying { systemRead(file, buffer.baseAddress! + count, size - count) }
                if got < 0 { code = errno }
                if got <= 0 { return }
                count += got
            }
        }
        guard code == 0 else { throw .system(call: "read", code: code) }
        return bytes
    }

    /// Writes beside the target, flushes, renames over it and flushes the folder.
    public static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        // A device is not replaced by a file of its name.
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { throw .notARegularFile }
        let temporary = path + ".\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw failure("open") }
        do throws(Failure) {
            try fill(file, bytes)
            guard rename(temporary, path) == 0 else { throw failure("rename") }
        } catch {
            unlink(temporary)
            throw error
        }
        try flushFolder(of: path)
    }

    private static func fill(_ file: Int32, _ bytes: [UInt8]) throws(Failure) {
        var failed: Failure?
        var written = 0
        bytes.withUnsafeBytes { buffer in
            while written < buffer.count {
                let put = Self.retrying { systemWrite(file, buffer.baseAddress! + written, buffer.count - written) }
                guard put >= 0 else {
                    failed = failure("write")
                    return
                }
                written += put
            }
        }
        if failed == nil, fsync(file) != 0 { failed = failure("fsync") }
        if close(file) != 0, failed == nil { failed = failure("close") }
        if let failed { throw failed }
    }

    private static func flushFolder(of path: String) throws(Failure) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let name = parts.joined(separator: "/")
        let folder = open(parts.isEmpty ? "." : (name.isEmpty ? "/" : name), O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw failure("open") }
        defer { close(folder) }
        // Some file systems cannot flush a folder, and say so with EINVAL.
        guard fsync(folder) == 0 || errno == EINVAL else { throw failure("fsync") }
    }

    private static func failure(_ call: String) -> Failure { .system(call: call, code: errno) }

    private static func retrying(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    private static func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.read(file, buffer, count)
        #else
            Foundation.read(file, buffer, count)
        #endif
    }

    private static func systemWrite(_ file: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(file, buffer, count)
        #else
            Foundation.write(file, buffer, count)
        #endif
    }
}
