extension Candidate {
    /// The kinds of candidates, by the names they bear in files and reports, cheap ones first.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case zero
        case depthwise
        case pointwise
        case depthwisePointwise = "depthwise-pointwise"
        case separable
        case lowRank = "lowrank"
        case teacher

        /// Whether a candidate of this kind is complete only with a rank.
        public var takesRank: Bool {
            switch self {
            case .separable, .lowRank: true
            case .zero, .depthwise, .pointwise, .depthwisePointwise, .teacher: false
            }
        }
    }

    public var kind: Kind {
        switch self {
        case .teacher: .teacher
        case .lowRank: .lowRank
        case .separable: .separable
        case .pointwise: .pointwise
        case .depthwise: .depthwise
        case .depthwisePointwise: .depthwisePointwise
        case .zero: .zero
        }
    }

    /// The channels between the two factors, for the kinds that have them.
    public var rank: Int? {
        switch self {
        case .lowRank(let rank), .separable(let rank): rank
        case .teacher, .pointwise, .depthwise, .depthwisePointwise, .zero: nil
        }
    }

    /// A candidate of a kind, or nil where a rank is missing, superfluous or below 1.
    public init?(kind: Kind, rank: Int?) {
        guard kind.takesRank == (rank != nil), rank ?? 1 >= 1 else { return nil }
        switch kind {
        case .teacher: self = .teacher
        case .lowRank: self = .lowRank(rank: rank ?? 1)
        case .separable: self = .separable(rank: rank ?? 1)
        case .pointwise: self = .pointwise
        case .depthwise: self = .depthwise
        case .depthwisePointwise: self = .depthwisePointwise
        case .zero: self = .zero
        }
    }
}

/// The text form of files and reports: the kind, and the rank after a colon where there is one (`lowrank:16`).
extension Candidate: LosslessStringConvertible {
    public var description: String { rank.map { "\(kind.rawValue):\($0)" } ?? kind.rawValue }

    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let kind = Kind(rawValue: String(parts[0])) else { return nil }
        if parts.count == 1 {
            self.init(kind: kind, rank: nil)
        } else {
            guard let rank = Int(parts[1]), String(rank) == parts[1] else { return nil }
            self.init(kind: kind, rank: rank)
        }
    }
}

/// A fixed order: by kind as listed in ``Kind-swift.enum``, then by rank.
extension Candidate: Comparable {
    public static func < (left: Candidate, right: Candidate) -> Bool {
        (left.order, left.rank ?? 0) < (right.order, right.rank ?? 0)
    }

    private var order: Int { Kind.allCases.firstIndex(of: kind) ?? 0 }
}
