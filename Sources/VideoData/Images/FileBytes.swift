import Foundation

/// Whole files in and out.
enum FileBytes {
    /// Opens a regular file for reading, and never waits: opening a pipe, as usual, waits for someone who writes.
    ///
    /// - Returns: the descriptor, which the caller closes, and the file's size.
    /// - Throws: `ImageFileError.cannotRead`, `.notARegularFile`.
    static func open(_ path: String) throws(ImageFileError) -> (descriptor: Int32, size: Int) {
        let file = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            // What a socket answers.
            throw errno == ENXIO ? .notARegularFile(path: path) : .cannotRead(path: path, code: errno)
        }
        var status = stat()
        guard fstat(file, &status) == 0 else {
            let code = errno
            close(file)
            throw .cannotRead(path: path, code: code)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw .notARegularFile(path: path)
        }
        return (file, Int(status.st_size))
    }

    /// - Parameter limit: read no more than this many bytes from the start.
    static func read(_ path: String, atMost limit: Int = .max) throws(ImageFileError) -> [UInt8] {
        let (file, size) = try open(path)
        defer { close(file) }
        let wanted = min(limit, size)
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
            while count < wanted {
                let got = Foundation.read(file, buffer.baseAddress! + count, wanted - count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                count += got
            }
        }
        if failure != 0 { throw .cannotRead(path: path, code: failure) }
        return bytes
    }

    /// Writes a file that is there whole or not at all: a temporary file beside it, synced, renamed, the folder synced.
    static func write(_ bytes: UnsafeRawBufferPointer, to path: String) throws(ImageFileError) {
        // A device is not replaced by a file of its name.
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG { throw .notARegularFile(path: path) }
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        let file = Foundation.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .cannotWrite(path: path, code: errno) }
        var done = 0
        var code: Int32 = 0
        while done < bytes.count, code == 0 {
            let wrote = Foundation.write(file, bytes.baseAddress! + done, bytes.count - done)
            if wrote >= 0 { done += wrote } else if errno != EINTR { code = errno }
        }
        if code == 0, fsync(file) != 0 { code = errno }
        if close(file) != 0, code == 0 { code = errno }
        if code == 0, rename(temporary, path) != 0 { code = errno }
        guard code == 0 else {
            unlink(temporary)
            throw .cannotWrite(path: path, code: code)
        }
        syncFolder(of: path)
    }

    /// What stands before a path's last name, `.` where nothing does. Foundation's `NSString.deletingLastPathComponent`
    /// traps on a path of one character.
    static func folder(of path: String) -> String {
        let names = path.split(separator: "/").dropLast()
        let root = path.hasPrefix("/") ? "/" : ""
        return names.isEmpty ? (root.isEmpty ? "." : root) : root + names.joined(separator: "/")
    }

    /// Makes a file's name last as its bytes do.
    static func syncFolder(of path: String) {
        let handle = Foundation.open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { return }
        fsync(handle)
        close(handle)
    }
}
