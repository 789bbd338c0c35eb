/// Resampling to a fixed size along height and width apart, by the rules of ONNX's `Resize`.
///
/// Output pixel `p` samples the input at a coordinate `x(p)` (``Coordinates``); `s = out/in` unless ``scale`` says
/// otherwise. Positions beyond the border take its value. ``ResizeBilinear`` is the case that networks use most.
public struct Resample: Hashable, Sendable, OperationDefinition {
    public var size: Size
    public var interpolation: Interpolation
    public var coordinates: Coordinates
    /// `s` where it is not the quotient of the extents: the `scales` that a graph states.
    public var scale: Scale?

    public init(
        to size: Size, _ interpolation: Interpolation, _ coordinates: Coordinates = .halfPixel, scale: Scale? = nil
    ) {
        self.size = size
        self.interpolation = interpolation
        self.coordinates = coordinates
        self.scale = scale
    }

    /// How a value comes of those around `x`.
    public enum Interpolation: Hashable, Sendable {
        /// The value at one of the two positions beside `x`.
        case nearest(Rounding)
        /// Between the two positions beside `x`.
        case linear
        /// Cubic convolution over four positions (Keys 1981) with `a` = `coefficient`, −0.75 as a rule. Positions
        /// beyond the border take its value, or are left out (`exclude_outside`) and the others' weights sum to 1.
        case cubic(coefficient: Float, excludesOutside: Bool)
    }

    /// Which position is the nearest one.
    public enum Rounding: Hashable, Sendable {
        case preferFloor
        case preferCeil
        case floor
        case ceil
    }

    /// Where output pixel `p` lies in the input.
    public enum Coordinates: Hashable, Sendable {
        /// `(p + ½)/s − ½`.
        case halfPixel
        /// The same, and 0 where the output has one pixel.
        case pytorchHalfPixel
        /// `p (in − 1)/(out − 1)`, and 0 where the output has one pixel.
        case alignCorners
        /// `p/s`.
        case asymmetric
        /// `halfPixel` about the input's centre: plus `in/2 · (1 − out/(s in))`.
        case halfPixelSymmetric
    }

    /// Output pixels for one of the input.
    public struct Scale: Hashable, Sendable {
        public var vertical: Float
        public var horizontal: Float

        public init(vertical: Float, horizontal: Float) {
            self.vertical = vertical
            self.horizontal = horizontal
        }
    }

    public var kind: String { "resample" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        guard size.height > 0, size.width > 0 else { throw ShapeError(reason: "resampling to \(size)") }
        return FeatureShape(height: size.height, width: size.width, channels: inputs[0].channels)
    }
}
