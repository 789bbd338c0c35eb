import Foundation

/// The files of a folder, by the bytes of their names: what is not UTF-8 is seen too.
enum FolderListing {
    /// Names of what is neither hidden nor a folder.
    ///
    /// - Parameter extensions: in lower case, of the files that matter: none of these is passed over.
    /// - Throws: ``FrameSourceError/cannotList(path:)``; ``FrameSourceError/nameIsNoText(folder:name:)`` and
    ///   ``FrameSourceError/folderAmongFrames(path:)`` where a name with one of the extensions is not UTF-8 or a folder's.
    static func names(in folder: String, checking extensions: Set<String>) throws(FrameSourceError) -> [String] {
        guard let entries = entries(of: folder) else { throw .cannotList(path: folder) }
        var names: [String] = []
        // The system's order is none.
        for bytes in entries.sorted(by: { $0.lexicographicallyPrecedes($1) }) where bytes.first != UInt8(ascii: ".") {
            guard let name = String(validating: bytes, as: UTF8.self) else {
                guard matters(bytes, extensions) else { continue }
                throw .nameIsNoText(folder: folder, name: escaped(bytes))
            }
            var isFolder: ObjCBool = false
            let path = "\(folder)/\(name)"
            // A link to nothing stays: reading it says what is wrong.
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            if !exists || !isFolder.boolValue {
                names.append(name)
            } else if matters(bytes, extensions) {
                throw .folderAmongFrames(path: path)
            }
        }
        return names
    }

    private static func matters(_ name: [UInt8], _ extensions: Set<String>) -> Bool {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return false }
        return extensions.contains(String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased())
    }

    /// nil where the system does not say.
    private static func entries(of folder: String) -> [[UInt8]]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var entries: [[UInt8]] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            entries.append(name)
            errno = 0
        }
        return errno == 0 ? entries : nil
    }

    /// `fr\xE9.png`: bytes beyond ASCII, control characters and backslashes as hexadecimal numbers.
    private static func escaped(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\\")
                ? String(UnicodeScalar(byte))
                : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
