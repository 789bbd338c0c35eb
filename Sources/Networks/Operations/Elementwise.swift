/// `y = a + b`, shapes broadcast.
public struct Add: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "add" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireBroadcastPair(inputs, kind)
    }
}

/// `y = a − b`, shapes broadcast.
public struct Subtract: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "subtract" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireBroadcastPair(inputs, kind)
    }
}

/// `y = a · b`, shapes broadcast: a map H×W×C and a gate 1×1×C, say.
public struct Multiply: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "multiply" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireBroadcastPair(inputs, kind)
    }
}

/// `y = a / b`, shapes broadcast.
public struct Divide: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "divide" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireBroadcastPair(inputs, kind)
    }
}

/// Checks that two inputs agree along each axis, or that one of them has extent 1 there and is repeated.
func requireBroadcastPair(_ inputs: [FeatureShape], _ kind: String) throws(ShapeError) -> FeatureShape {
    try requireInputs(2, inputs, kind)
    let (a, b) = (inputs[0], inputs[1])
    func fits(_ a: Int, _ b: Int) -> Bool { a == b || a == 1 || b == 1 }
    guard fits(a.height, b.height), fits(a.width, b.width), fits(a.channels, b.channels) else {
        throw ShapeError(reason: "\(kind) of unequal shapes \(a) and \(b)")
    }
    return FeatureShape(
        height: max(a.height, b.height), width: max(a.width, b.width), channels: max(a.channels, b.channels))
}
