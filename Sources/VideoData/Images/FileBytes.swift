import Foundation

/// Whole files in and out.
enum FileBytes {
    /// - Parameter limit: read no more than this many bytes from the start.
    static func read(_ path: String, atMost limit: Int = .max) throws(ImageFileError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .cannotRead(path: path, code: errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .cannotRead(path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotRead(path: path, code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
        }
        let wanted = min(limit, Int(status.st_size))
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
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
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
        let folder = (path as NSString).deletingLastPathComponent
        let handle = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { return }
        fsync(handle)
        close(handle)
    }
}
