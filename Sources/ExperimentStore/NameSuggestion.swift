/// "Did you mean": the names close to one that was not found.
enum NameSuggestion {
    /// At most three of `names`, nearest first: those within a third of the name's length in edits, or that begin with
    /// it.
    static func similar(to name: String, among names: [String]) -> [String] {
        let limit = max(1, name.count / 3)
        let ranked = names.map { ($0.hasPrefix(name) ? 0 : distance(name.lowercased(), $0.lowercased()), $0) }
        return ranked.filter { $0.0 <= limit }.sorted { $0 < $1 }.prefix(3).map(\.1)
    }

    /// The Levenshtein distance: the fewest insertions, deletions and substitutions that turn one into the other.
    static func distance(_ first: String, _ second: String) -> Int {
        let columns = Array(second)
        var row = Array(0...columns.count)
        for (i, a) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in columns.enumerated() {
                let substituted = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
            }
        }
        return row[columns.count]
    }
}
