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

    public mutating func merge(_ other: Agreement) {
        equal += other.equal
        total += other.total
    }

    /// Equal pixels over all; nil before the first frame.
    public var share: Double? { total > 0 ? Double(equal) / Double(total) : nil }
}
