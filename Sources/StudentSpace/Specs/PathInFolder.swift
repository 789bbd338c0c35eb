import Foundation

/// A relative path that cannot leave its folder: no leading slash, no empty, `.` or `..` component, no backslash, no
/// control character.
public struct PathInFolder: Hashable, Sendable, LosslessStringConvertible {
    public let description: String

    public init?(_ text: String) {
        let components = text.split(separator: "/", omittingEmptySubsequences: false)
        guard text.utf8.count <= 1024, components.allSatisfy({ !["", ".", ".."].contains($0) }),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" })
        else { return nil }
        description = text
    }

    /// Whether links lead from the folder to a place outside it. False for what is not there.
    public func leads(outOf folder: String) -> Bool {
        guard let target = Self.withoutLinks(path(from: folder)),
            let own = Self.withoutLinks(folder.isEmpty ? "." : folder)
        else { return false }
        return own != "/" && target != own && !target.hasPrefix(own + "/")
    }

    private static func withoutLinks(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// The path seen from where the folder's own path is seen from.
    public func path(from folder: String) -> String {
        folder.isEmpty ? description : folder.hasSuffix("/") ? folder + description : "\(folder)/\(description)"
    }
}

/// A SHA-256 digest as text: 64 hexadecimal digits, small letters.
public struct SHA256Text: Hashable, Sendable, LosslessStringConvertible {
    public let description: String

    public init?(_ text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        description = text
    }
}
