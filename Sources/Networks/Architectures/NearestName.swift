extension String {
    /// The candidate that takes the fewest edits to reach (Levenshtein's distance over lower-case characters), or nil
    /// where even the nearest differs in more than a third of its characters; the earlier one of two equally near.
    public func nearest(in candidates: [String]) -> String? {
        let written = Array(lowercased().prefix(128))
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let target = Array(candidate.lowercased())
            let distance = Self.editDistance(written, target)
            if distance <= max(2, target.count / 3), distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    private static func editDistance(_ first: [Character], _ second: [Character]) -> Int {
        var row = Array(0...second.count)
        for (i, character) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in second.enumerated() {
                let substituted = diagonal + (character == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[second.count]
    }
}
