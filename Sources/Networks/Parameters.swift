/// Named parameter values beside a network, in a fixed order.
///
/// Convolution weights stand in PyTorch's order: Cout × Cin/groups × kh × kw.
public struct Parameters: Sendable, Equatable {
    /// One parameter: a shape and its values in row-major order.
    public struct Value: Sendable, Equatable {
        public var shape: [Int]
        public var values: [Float]

        public init(shape: [Int], values: [Float]) {
            precondition(shape.reduce(1, *) == values.count, "\(values.count) values for shape \(shape)")
            self.shape = shape
            self.values = values
        }
    }

    /// Names in insertion order.
    public private(set) var names: [String] = []
    private var byName: [String: Value] = [:]

    public init() {}

    public subscript(name: String) -> Value? {
        get { byName[name] }
        set {
            if let newValue {
                if byName.updateValue(newValue, forKey: name) == nil { names.append(name) }
            } else if byName.removeValue(forKey: name) != nil {
                names.removeAll { $0 == name }
            }
        }
    }

    /// The value of a parameter that is known to exist.
    public func value(_ name: String) -> Value {
        guard let value = byName[name] else { preconditionFailure("no parameter \(name)") }
        return value
    }

    public var count: Int { names.count }
}
