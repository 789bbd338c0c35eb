import Foundation

/// Pictures named by a pattern: `frames/%05d.png` (numbers, in their order) or `frames/*.jpg` (names, in natural order).
enum FileSequence {
    /// Whether the text is a pattern: no file has this name, and it has what a pattern has.
    static func isPattern(_ text: String) -> Bool {
        let name = text[(text.lastIndex(of: "/").map(text.index(after:)) ?? text.startIndex)...]
        return !FileManager.default.fileExists(atPath: text)
            && (name.contains("*") || name.contains("?") || number(in: name) != nil)
    }

    /// Paths of the pictures, one at least. Numbers are a constant step apart; names that fit a star are taken as they
    /// are.
    ///
    /// - Throws: ``FrameSourceError``.
    static func pictures(_ pattern: String) throws(FrameSourceError) -> [String] {
        let name = (pattern as NSString).lastPathComponent
        let folder = FileBytes.folder(of: pattern)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw .missing(path: folder)
        }
        let names = try FolderListing.names(in: folder, checking: [])
        let chosen: [String]
        if let number = number(in: name) {
            let prefix = name[..<number.range.lowerBound]
            let suffix = name[number.range.upperBound...]
            let numbered = names.compactMap { name -> (String, Int)? in
                guard name.count > prefix.count + suffix.count, name.hasPrefix(prefix), name.hasSuffix(suffix) else {
                    return nil
                }
                let digits = name.dropFirst(prefix.count).dropLast(suffix.count)
                guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(digits),
                    number.isPadded ? digits.count == max(number.digits, String(value).count) : digits == "\(value)"
                else { return nil }
                return (name, value)
            }.sorted { $0.1 < $1.1 }
            try requireNoHole(numbered, pattern)
            chosen = numbered.map(\.0)
        } else {
            chosen = names.filter { fnmatch(name, $0, FNM_PERIOD) == 0 }.sorted(by: NaturalOrder.precedes)
        }
        guard !chosen.isEmpty else { throw .nothingFits(pattern: pattern, otherFiles: names.count) }
        return chosen.map { "\(folder)/\($0)" }
    }

    /// What lies between two frames is what a video is about: a picture that got lost is not passed over. Every so many
    /// of them are as good as all.
    private static func requireNoHole(_ pictures: [(String, Int)], _ pattern: String) throws(FrameSourceError) {
        let steps = zip(pictures, pictures.dropFirst()).map { $1.1 - $0.1 }
        guard let step = steps.min(), step > 0, let place = steps.firstIndex(where: { $0 > step }) else { return }
        throw .hole(
            pattern: pattern, before: pictures[place].0, after: pictures[place + 1].0,
            missing: (steps[place] + step - 1) / step - 1)
    }

    /// `%d`, `%5d` or `%05d`, the only one in the name.
    private static func number(in name: some StringProtocol) -> (
        range: Range<String.Index>, digits: Int, isPadded: Bool
    )? {
        guard let percent = name.firstIndex(of: "%"), percent == name.lastIndex(of: "%") else { return nil }
        let rest = name[name.index(after: percent)...]
        guard let end = rest.firstIndex(of: "d") else { return nil }
        let digits = rest[..<end]
        guard digits.isEmpty || digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits.count < 4 else {
            return nil
        }
        return (percent..<name.index(after: end), Int(digits) ?? 0, !digits.isEmpty)
    }
}
