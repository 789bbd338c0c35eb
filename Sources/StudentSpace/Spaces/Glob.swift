import Networks

/// A pattern over site names: `*` stands for any characters, dots included, `?` for one, all else for itself.
public struct Glob: Hashable, Sendable, CustomStringConvertible {
    public let pattern: String
    private let characters: [Character]

    public init(_ pattern: String) {
        self.pattern = pattern
        characters = Array(pattern)
    }

    public var description: String { pattern }

    /// Whether the whole name fits the pattern; at most |pattern| · |name| steps.
    public func matches(_ name: String) -> Bool {
        let name = Array(name)
        var (i, j) = (0, 0)
        var star: (pattern: Int, name: Int)?
        while j < name.count {
            if i < characters.count, characters[i] == "*" {
                star = (i, j)
                i += 1
            } else if i < characters.count, characters[i] == "?" || characters[i] == name[j] {
                i += 1
                j += 1
            } else if let last = star {
                // The last star takes one character more.
                star = (last.pattern, last.name + 1)
                (i, j) = (last.pattern + 1, last.name + 1)
            } else {
                return false
            }
        }
        return characters[i...].allSatisfy { $0 == "*" }
    }

    /// A pattern that does match one of these names and was perhaps meant: the nearest name or dotted beginning of one,
    /// under the same trailing wildcard.
    public func suggestion(among names: [String]) -> String? {
        let stem = String(pattern.prefix { $0 != "*" && $0 != "?" })
        let tail = String(pattern.dropFirst(stem.count))
        if tail.isEmpty { return Spelling.closest(to: pattern, in: names) }

        let isDotted = stem.hasSuffix(".")
        let target = isDotted ? String(stem.dropLast()) : stem
        var beginnings: [String] = []
        var seen: Set<String> = []
        for name in names {
            for end in name.indices where name[end] == "." {
                let beginning = String(name[..<end])
                if seen.insert(beginning).inserted { beginnings.append(beginning) }
            }
        }
        guard let nearest = Spelling.closest(to: target, in: beginnings) else { return nil }
        let exact = Glob(nearest + (isDotted ? "." : "") + tail)
        if names.contains(where: exact.matches) { return exact.pattern }
        let open = Glob(nearest + ".*")
        return names.contains(where: open.matches) ? open.pattern : nil
    }
}
