import Foundation
import Networks

/// The folder of an export: two models and how to use them.
///
/// It is made complete beside its place and then renamed: whenever the process ends, there is the whole of it or what
/// was there before.
struct ExportFolder {
    static let keyName = "key.onnx"
    static let deltaName = "delta.onnx"
    static let readmeName = "README.md"

    let path: String
    let overwrites: Bool

    init(path: String, overwrites: Bool) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
        self.overwrites = overwrites
    }

    /// Whether an export can go there, as far as can be told before it is made.
    ///
    /// - Throws: ``ExportError/exists(_:)``, ``ExportError/foreignFile(_:)``, ``SearchJobError/folder(_:code:)``.
    func requireUsable() throws {
        try Folder.requireWritable(path)
        try Folder.requireWritable(parent)
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw ExportError.foreignFile(path) }
        let names = try contents()
        if let foreign = names.first(where: { !Self.names.contains($0) }) {
            throw ExportError.foreignFile(file(foreign))
        }
        if !names.isEmpty, !overwrites { throw ExportError.exists(path) }
    }

    /// Makes the folder: `fill` puts files into a folder beside, which then takes the place.
    ///
    /// - Throws: what `fill` throws; ``SearchJobError/folder(_:code:)``. What was there is then still there.
    func write(_ fill: (_ staging: String) throws -> Void) throws {
        try Folder.make(parent)
        let staging = "\(parent)/\(try Folder.makeUnique(in: parent, prefix: ".export"))"
        defer { try? FileManager.default.removeItem(atPath: staging) }
        try fill(staging)
        // Somebody may have put something there in the meantime.
        try requireUsable()
        // A folder takes an empty one's place, and none other's.
        if rename(staging, path) == 0 { return }
        guard errno == ENOTEMPTY || errno == EEXIST else { throw SearchJobError.folder(path, code: errno) }
        let old = "\(parent)/\(try Folder.makeUnique(in: parent, prefix: ".export"))"
        guard rename(path, old) == 0 else {
            let code = errno
            rmdir(old)
            throw SearchJobError.folder(path, code: code)
        }
        guard rename(staging, path) == 0 else {
            let code = errno
            rename(old, path)
            throw SearchJobError.folder(path, code: code)
        }
        try? FileManager.default.removeItem(atPath: old)
    }

    /// Writes one of the files into the folder that is being made.
    ///
    /// - Throws: ``ExportError/unwritable(_:_:)``.
    func stage(_ bytes: [UInt8], _ name: String, in staging: String) throws(ExportError) {
        do throws(StoredFile.Failure) {
            try StoredFile.write(bytes, to: "\(staging)/\(name)")
        } catch {
            throw .unwritable(file(name), error)
        }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    private static let names: Set<String> = [keyName, deltaName, readmeName]

    private var parent: String {
        let above = (SearchInputs.absolute(path) as NSString).deletingLastPathComponent
        return above.isEmpty ? "/" : above
    }

    private func contents() throws(SearchJobError) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw .folder(path, code: EACCES)
        }
        return names.sorted()
    }
}
