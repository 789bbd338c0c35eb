internal import Foundation
internal import GRDB
internal import StudentSpace

extension ExperimentDatabase {
    /// What SQLite finds wrong with the file: damaged pages and indices, rows that refer to nothing. Empty where all is well.
    public func damages() throws -> [String] {
        do {
            return try translating {
                try connection.read { db in
                    let pages = try String.fetchAll(db, sql: "PRAGMA integrity_check(100)").filter { $0 != "ok" }
                    let references = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
                        "row \(row[1] as Int64? ?? 0) of \(row[0] as String) refers to no row of \(row[2] as String)"
                    }
                    return pages + references
                }
            }
        } catch StoreError.corrupt(_, let detail) {
            // So much that the check itself cannot go on.
            return [detail]
        }
    }

    /// Copies the file as it stands, whoever writes it meanwhile.
    ///
    /// - Throws: `StoreError.fileExists` rather than replacing one.
    public func backUp(to target: String) throws {
        let folder = DocumentFile.folder(of: target)
        var isFolder: ObjCBool = false
        guard !target.isEmpty, FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
            isFolder.boolValue
        else { throw StoreError.missingFolder(path: target, folder: folder) }
        guard access(target, F_OK) != 0 else { throw StoreError.fileExists(path: target) }
        guard access(folder, W_OK) == 0 else { throw StoreError.folderNotWritable(path: target, folder: folder) }
        try translating { try DatabaseCopy.write(connection, to: target) }
    }
}
