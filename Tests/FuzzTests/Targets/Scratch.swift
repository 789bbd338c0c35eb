import Foundation

/// Files of one case, written without the care that files deserve.
enum Scratch {
    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw FuzzFault("\(path): \(errno)") }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress! + done, bytes.count - done) }
            guard count > 0 else { throw FuzzFault("\(path): \(errno)") }
            done += count
        }
    }

    static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw FuzzFault("\(path) is not there") }
        return Array(data)
    }
}
