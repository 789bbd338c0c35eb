/// On how many pixels two predictions name the same class; of features, what their relative squared error leaves.
public struct Agreement: Hashable, Sendable {
    public private(set) var equal = 0
    public private(set) var total = 0
    /// Sum of relative squared errors, and of how many outputs.
    public private(set) var error = 0.0
    public private(set) var outputs = 0

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

    /// Counts a frame's features.
    ///
    /// - Parameter errors: `‖s − t‖² / ‖t‖²` of each output.
    public mutating func add(relativeErrors errors: [Double]) {
        error += errors.reduce(0, +)
        outputs += errors.count
    }

    public mutating func merge(_ other: Agreement) {
        error += other.error
        outputs += other.outputs
        equal += other.equal
        total += other.total
    }

    /// Equal pixels over all; of features, 1 less the mean relative squared error, 0 at the least. nil before the first
    /// frame.
    public var share: Double? {
        if outputs > 0 { return max(0, 1 - error / Double(outputs)) }
        return total > 0 ? Double(equal) / Double(total) : nil
    }
}
