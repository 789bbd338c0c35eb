/// Rows and columns added around an input.
public struct Pad: Hashable, Sendable, OperationDefinition {
    public var padding: Padding
    public var mode: Mode

    public init(_ padding: Padding, _ mode: Mode = .constant(0)) {
        self.padding = padding
        self.mode = mode
    }

    /// What is written there.
    public enum Mode: Hashable, Sendable {
        case constant(Float)
        /// The input mirrored about its outermost pixel, which is not repeated.
        case reflect
        /// The outermost pixel.
        case edge
    }

    public var kind: String { "pad" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        let input = inputs[0]
        let sides = [padding.top, padding.left, padding.bottom, padding.right]
        guard sides.allSatisfy({ $0 >= 0 }) else { throw ShapeError(reason: "padding of \(sides): crop instead") }
        if mode == .reflect {
            guard max(padding.top, padding.bottom) < input.height, max(padding.left, padding.right) < input.width
            else { throw ShapeError(reason: "reflection of \(sides) pixels of an input of \(input)") }
        }
        return FeatureShape(
            height: input.height + padding.top + padding.bottom, width: input.width + padding.left + padding.right,
            channels: input.channels)
    }
}
