public import Networks

/// A student computed from statistics: its factors, and the damage that it is expected to do.
public struct ClosedFormStudent: Sendable, Equatable {
    /// One parameter of the student, by the role that its node gives it.
    public struct Factor: Sendable, Equatable {
        public var role: String
        public var value: Parameters.Value

        public init(_ role: String, shape: [Int], values: [Float]) {
            self.role = role
            value = Parameters.Value(shape: shape, values: values)
        }
    }

    public var kind: StudentKind
    /// In the order in which the data passes them, every shape in PyTorch's order:
    ///
    /// | kind | factors |
    /// |---|---|
    /// | low rank | `reduce.weight` r × Cin × kh × kw, `weight` Cout × r × 1 × 1 |
    /// | separable | `reduce.weight` r × Cin × kh × 1, `weight` Cout × r × 1 × kw |
    /// | pointwise | `weight` Cout × Cin × 1 × 1 |
    /// | depthwise | `weight` C × 1 × kh × kw |
    /// | depthwise-pointwise | `depthwise.weight` Cin × 1 × kh × kw, `weight` Cout × Cin × 1 × 1 |
    /// | zero | none |
    /// | teacher | `weight` Cout × Cin × kh × kw |
    public var factors: [Factor]
    /// The expected damage of one delta frame at this site (``SiteMetric``), zero or more.
    public var damage: Double

    public init(kind: StudentKind, factors: [Factor], damage: Double) {
        self.kind = kind
        self.factors = factors
        self.damage = damage
    }

    /// The student of a grouped convolution from its groups' students: their factors one after the other along the first
    /// axis, as a grouped convolution's weights stand, and the sum of their damages. What one group's deltas have in
    /// common with another's is left out of it.
    ///
    /// - Precondition: at least one, all of one kind and shape.
    init(groups: [ClosedFormStudent]) {
        guard groups.count > 1 else {
            self = groups[0]
            return
        }
        factors = groups[0].factors.enumerated().map { index, factor in
            var shape = factor.value.shape
            shape[0] *= groups.count
            return Factor(factor.role, shape: shape, values: groups.flatMap { $0.factors[index].value.values })
        }
        kind = groups[0].kind
        damage = groups.reduce(0) { $0 + $1.damage }
    }

    /// The factor of the given role.
    public func factor(_ role: String) -> Parameters.Value {
        guard let factor = factors.first(where: { $0.role == role }) else {
            preconditionFailure("a \(kind) student has no factor \(role)")
        }
        return factor.value
    }
}
