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
    func makeFolder(for experiment: String) throws(SearchJobError) -> String {
        try Folder.make(path)
        // A name may hold what a path may not, and be longer.
        let name = experiment.prefix(40).map { character in
            character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
                ? character : "_"
        }
        return try Folder.makeUnique(in: path, prefix: String(name))
    }

    /// A file's path from its name in a row.
    func file(_ name: String) -> String { name.hasPrefix("/") ? name : "\(path)/\(name)" }

    /// Removes an experiment's folder, and this one where it was the last.
    func remove(_ folder: String) {
        try? FileManager.default.removeItem(atPath: "\(path)/\(folder)")
        rmdir(path)
    }
}
