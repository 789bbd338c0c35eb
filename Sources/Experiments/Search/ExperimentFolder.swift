import Foundation

/// Where an experiment's files lie: `DATABASE.runs/NAME/`, beside the database.
enum ExperimentFolder {
    /// The folder, made where it is missing.
    ///
    /// - Throws: ``SearchJobError/folder(_:code:)``.
    static func make(for experiment: String, databasePath: String) throws -> String {
        let base = SearchInputs.absolute(databasePath)
        let root = base.hasSuffix(".sqlite") ? String(base.dropLast(".sqlite".count)) : base
        // A name may hold what a path may not.
        let name = experiment.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" }
        let folder = "\(root).runs/\(String(name))"
        try makeFolder(folder)
        return folder
    }

    /// A folder and those above it.
    static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            let posix = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            throw SearchJobError.folder(path, code: Int32(posix?.code ?? (error as NSError).code))
        }
    }
}
