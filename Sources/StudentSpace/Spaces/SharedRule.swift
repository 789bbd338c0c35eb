/// One entry of a space file's `shared`: a label, and patterns for the sites that decide together under it.
public struct SharedRule: Hashable, Sendable {
    public var label: String
    public var patterns: [SiteRule.Pattern]
    /// Where the entry begins.
    public var position: JSONPosition

    public init(label: String, patterns: [SiteRule.Pattern], position: JSONPosition = .none) {
        self.label = label
        self.patterns = patterns
        self.position = position
    }

    public func matches(_ site: String) -> Bool { patterns.contains { $0.glob.matches(site) } }
}
