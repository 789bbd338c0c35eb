import Foundation

/// Folders as the system makes them.
enum Folder {
    /// A folder and those above it, where they are missing.
    ///
    /// - Throws: ``SearchJobError/folder(_:code:)``.
    static func make(_ path: String) throws(SearchJobError) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw .folder(path, code: ENOTDIR) }
            return
        }
        let above = (SearchInputs.absolute(path) as NSString).deletingLastPathComponent
        if above != "/" { try make(above) }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .folder(path, code: errno) }
    }

    /// A new folder with a name that no other has: the prefix, a dash, and letters.
    ///
    /// - Returns: its name.
    /// - Throws: ``SearchJobError/folder(_:code:)``.
    static func makeUnique(in path: String, prefix: String) throws(SearchJobError) -> String {
        var template = Array("\(path)/\(prefix)-XXXXXX".utf8CString)
        let isMade = template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) != nil }
        guard isMade else { throw .folder(path, code: errno) }
        let made = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        // As any folder is made: mkdtemp's are the owner's alone.
        chmod(made, 0o777 & ~mask)
        return String(made.dropFirst(path.count + 1))
    }

    /// Whether a folder could be made or written at a path, as far as can be told without writing.
    ///
    /// - Throws: ``SearchJobError/folder(_:code:)``.
    static func requireWritable(_ path: String) throws(SearchJobError) {
        var place = SearchInputs.absolute(path)
        var status = stat()
        while stat(place, &status) != 0, errno == ENOENT, place != "/" {
            place = (place as NSString).deletingLastPathComponent
        }
        guard stat(place, &status) == 0 else { throw .folder(path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .folder(path, code: ENOTDIR) }
        guard access(place, W_OK | X_OK) == 0 else { throw .folder(path, code: errno) }
    }

    /// The process's file mode mask.
    private static let mask: mode_t = {
        let mask = umask(0o022)
        umask(mask)
        return mask
    }()
}
