import Foundation

/// Where the files of a database's experiments lie: `DATABASE.runs/`, a folder an experiment.
///
/// Rows name files as seen from this folder, so that database and folder can be moved together.
struct RunsFolder: Sendable {
    let path: String

    init(databasePath: String) {
        let base = SearchInputs.absolute(databasePath)
        path = (base.hasSuffix(".sqlite") ? String(base.dropLast(".sqlite".count)) : base) + ".runs"
    }

    /// Makes a new folder for an experiment.
    ///
    /// Its name begins as the experiment's does and ends in letters that no other folder has: what an earlier database
    /// of the same name left behind stays as it is.
    ///
    /// - Returns: the folder's name.
    /// - Throws: ``SearchJobError/folder(_:code:)``.
    func makeFolder(for experiment: String) throws -> String {
        try Folder.make(path)
        // A name may hold what a path may not, and be longer.
        let name = experiment.prefix(40).map { character in
            character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
                ? character : "_"
        }
        var template = Array("\(path)/\(String(name))-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SearchJobError.folder(path, code: errno) }
        let made = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        // As any folder is made: mkdtemp's are the owner's alone.
        chmod(made, 0o777 & ~Folder.mask)
        return String(made.dropFirst(path.count + 1))
    }

    /// A file's path from its name in a row.
    func file(_ name: String) -> String { name.hasPrefix("/") ? name : "\(path)/\(name)" }

    /// Removes an experiment's folder, and this one where it was the last.
    func remove(_ folder: String) {
        try? FileManager.default.removeItem(atPath: "\(path)/\(folder)")
        rmdir(path)
    }
}

/// Folders as the system makes them.
enum Folder {
    /// A folder and those above it, where they are missing.
    ///
    /// - Throws: ``SearchJobError/folder(_:code:)``.
    static func make(_ path: String) throws(SearchJobError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            let posix = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            throw .folder(path, code: Int32(posix?.code ?? Int(EIO)))
        }
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
    static let mask: mode_t = {
        let mask = umask(0o022)
        umask(mask)
        return mask
    }()
}
