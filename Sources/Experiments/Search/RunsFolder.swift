import Foundation
import StudentSpace

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
    func makeFolder(for experiment: String) throws(SearchJobError) -> String {
        try Folder.make(path)
        // A name may hold what a path may not, and be longer.
        let name = experiment.prefix(40).map { character in
            character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
                ? character : "_"
        }
        return try Folder.makeUnique(in: path, prefix: String(name))
    }

    /// A file's path from its name in a row. A name that leads out of the folder becomes one that no file has: rows are
    /// anyone's, and files that they name are removed.
    func file(_ name: String) -> String {
        if let inside = PathInFolder(name) { return inside.path(from: path) }
        let letters = name.prefix(100).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        return "\(path)/no-such-file-\(String(letters))"
    }

    /// Removes an experiment's folder, and this one where it was the last.
    func remove(_ folder: String) {
        try? FileManager.default.removeItem(atPath: "\(path)/\(folder)")
        rmdir(path)
    }
}
