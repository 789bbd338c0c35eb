/// The words that were perhaps meant: for "did you mean" in every error about a name.
public enum Spelling {
    /// The option nearest to a word, upper and lower case apart, first of equals; nil where none is near: more than a
    /// third of the longer one's letters (at least one, at most four) would have to change.
    public static func closest(to word: String, in options: [String]) -> String? {
        guard !word.isEmpty else { return nil }
        let letters = Array(word.lowercased())
        var best: (option: String, distance: Int)?
        for option in options {
            let other = Array(option.lowercased())
            let longer = max(letters.count, other.count)
            let allowed = min(4, max(1, longer / 3))
            guard longer - min(letters.count, other.count) <= allowed, longer <= longest else { continue }
            let distance = distance(letters, other)
            if distance <= allowed, distance < best?.distance ?? .max { best = (option, distance) }
        }
        return best?.option
    }

    /// At most three options that were perhaps meant, the nearest first: those that begin with the word, and those for
    /// which no more than a third of its letters (at least one) would have to change. Of equals in the order of the
    /// alphabet.
    public static func nearest(to word: String, in options: [String]) -> [String] {
        let letters = Array(word.lowercased())
        let allowed = max(1, letters.count / 3)
        let near: [(distance: Int, option: String)] = options.compactMap { option in
            let other = Array(option.lowercased())
            if !letters.isEmpty, other.starts(with: letters) { return (0, option) }
            guard abs(other.count - letters.count) <= allowed, letters.count <= longest else { return nil }
            let distance = distance(letters, other)
            return distance <= allowed ? (distance, option) : nil
        }
        return near.sorted { $0 < $1 }.prefix(3).map(\.option)
    }

    /// Words beyond this length are nobody's misspelling.
    private static let longest = 200

    /// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other (optimal string
    /// alignment).
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var before: [Int] = []
        var previous = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var least = min(row[j] + 1, previous[j + 1] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
                row.append(least)
            }
            (before, previous) = (previous, row)
        }
        return previous[b.count]
    }
}
