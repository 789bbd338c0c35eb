/// On how many pixels two predictions name the same class.
public struct Agreement: Hashable, Sendable {
    public private(set) var equal = 0
    public private(set) var total = 0

    public init() {}

    public mutating func add(_ one: LabelMap, _ other: LabelMap) {
        precondition(one.size == other.size, "maps of \(one.size) and \(other.size)")
        total += one.ids.count
        for (a, b) in zip(one.ids, other.ids) where a == b { equal += 1 }
    }

    /// - Precondition: maps of one size, of as many classes.
    public mutating func add(_ one: ClassMap, _ other: ClassMap) {
        switch (one, other) {
        case (.labels(let one), .labels(let other)): add(one, other)
        case (.wide(let a, let size), .wide(let b, let otherSize)):
            precondition(size == otherSize, "maps of \(size) and \(otherSize)")
            total += a.count
            for (a, b) in zip(a, b) where a == b { equal += 1 }
        case (.labels, .wide), (.wide, .labels): preconditionFailure("maps of as many classes")
        }
    }

    public mutating func merge(_ other: Agreement) {
        equal += other.equal
        total += other.total
    }

    /// Equal pixels over all; nil before the first frame.
    public var share: Double? { total > 0 ? Double(equal) / Double(total) : nil }
}
