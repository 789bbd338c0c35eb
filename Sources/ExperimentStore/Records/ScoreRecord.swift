internal import GRDB

/// A candidate's damage as a trial estimates it in one of its phases, later than the closed form.
public struct ScoreRecord: Hashable, Sendable, Codable {
    /// Which estimate: `closed-form`, `re-scored`, …
    public var phase: String
    /// The site's position in the experiment.
    public var site: Int
    /// The candidate's position at the site.
    public var candidate: Int
    public var damage: Double

    public init(phase: String, site: Int, candidate: Int, damage: Double) {
        self.phase = phase
        self.site = site
        self.candidate = candidate
        self.damage = damage
    }
}

extension ScoreRecord: StoredRow {}
