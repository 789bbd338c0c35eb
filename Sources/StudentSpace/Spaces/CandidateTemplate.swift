/// A candidate as a space file names it, before it meets a site: its rank may be a fraction of the site's Cout.
public struct CandidateTemplate: Hashable, Sendable, CustomStringConvertible {
    public let kind: Candidate.Kind
    public let rank: RankExpression?

    /// Nil where a rank is missing or superfluous.
    public init?(kind: Candidate.Kind, rank: RankExpression?) {
        guard kind.takesRank == (rank != nil) else { return nil }
        self.kind = kind
        self.rank = rank
    }

    /// Reads `teacher`, `lowrank:16`, `separable:C/4`, …; nil where the text is something else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let kind = Candidate.Kind(rawValue: parts[0]) else { return nil }
        if parts.count == 1 {
            self.init(kind: kind, rank: nil)
        } else {
            guard let rank = RankExpression(parts[1]) else { return nil }
            self.init(kind: kind, rank: rank)
        }
    }

    public var description: String { rank.map { "\(kind.rawValue):\($0)" } ?? kind.rawValue }

    /// The candidate at a site with so many output channels.
    public func candidate(outputChannels: Int) -> Candidate {
        guard let candidate = Candidate(kind: kind, rank: rank?.value(outputChannels: outputChannels)) else {
            preconditionFailure("\(self) has a rank exactly where its kind takes one")
        }
        return candidate
    }
}

/// A rank as a number (`16`) or as a fraction of the site's output channels (`C`, `C/4`, `3C/8`).
public struct RankExpression: Hashable, Sendable, CustomStringConvertible {
    private enum Form: Hashable {
        case absolute(Int)
        case fraction(numerator: Int, denominator: Int)
    }

    private let form: Form

    /// Ranks, numerators and denominators up to here: products with a channel count stay small.
    static let largest = 1 << 20

    /// A rank that is the same at every site, nil outside `1...2^20`.
    public init?(_ rank: Int) {
        guard (1...Self.largest).contains(rank) else { return nil }
        form = .absolute(rank)
    }

    /// Reads `16`, `C`, `C/4` or `3C/8`; nil where the text is something else.
    public init?(_ text: String) {
        func number(_ text: Substring) -> Int? {
            guard let number = Int(text), String(number) == text, (1...Self.largest).contains(number) else {
                return nil
            }
            return number
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 1, let rank = number(parts[0]) {
            form = .absolute(rank)
            return
        }
        guard parts.count <= 2, parts[0].last == "C" else { return nil }
        let factor = parts[0].dropLast()
        guard let numerator = factor.isEmpty ? 1 : number(factor),
            let denominator = parts.count == 1 ? 1 : number(parts[1])
        else { return nil }
        form = .fraction(numerator: numerator, denominator: denominator)
    }

    /// The rank at a site: fractions are rounded down, to 1 at the least.
    public func value(outputChannels: Int) -> Int {
        switch form {
        case .absolute(let rank): rank
        case .fraction(let numerator, let denominator): max(1, numerator * outputChannels / denominator)
        }
    }

    public var description: String {
        switch form {
        case .absolute(let rank): "\(rank)"
        case .fraction(let numerator, let denominator):
            (numerator == 1 ? "C" : "\(numerator)C") + (denominator == 1 ? "" : "/\(denominator)")
        }
    }
}
