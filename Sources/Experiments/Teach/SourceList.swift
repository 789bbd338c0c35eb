import Networks
public import VideoData

/// Several data sources from a few words: `streets:A..B` stands for one street a seed from A to B.
public enum SourceList {
    /// Streets that one range may stand for.
    public static let limit = 10_000

    /// The sources that a text stands for: itself, or with `streets:A..B[,OPTION]` one text a seed, A and B included.
    ///
    /// - Throws: ``TeachError/seedRange(text:limit:)``.
    public static func expand(_ text: String) throws(TeachError) -> [String] {
        let prefix = "streets:"
        guard text.hasPrefix(prefix) else { return [text] }
        let body = text.dropFirst(prefix.count)
        let seeds = body.prefix { $0 != "," }
        guard let dots = seeds.firstRange(of: "..") else { return [text] }
        guard let first = UInt64(seeds[..<dots.lowerBound]), let last = UInt64(seeds[dots.upperBound...]),
            first <= last, last - first < UInt64(limit)
        else { throw .seedRange(text: text, limit: limit) }
        let options = body.dropFirst(seeds.count)
        return (first...last).map { "\(prefix)\($0)\(options)" }
    }

    /// Opens every source that the texts stand for, frames at the network's size.
    ///
    /// - Throws: ``TeachError`` also where one has no labels; what opening throws.
    public static func openLabelled(_ texts: [String], size: FrameSize, classes: Int) throws -> [any FrameSource] {
        guard (1...255).contains(classes) else { throw SettingError.classCount(classes, allowed: 1...255) }
        return try texts.flatMap(expand).map { text in
            let source = try DataSource.open(text, size: size, classCount: classes)
            guard source.isLabelled else { throw TeachError.unlabelled(source.name, classes: classes) }
            return source
        }
    }
}
