import Networks

/// The input positions that each output position of an axis takes, and their weights; none where there is nothing to
/// take.
struct AxisMap {
    var taps: [[Tap]]

    struct Tap: Hashable {
        var index: Int
        var weight: Float
    }

    /// One position each, as it is; nil for none.
    init(picking positions: [Int?]) {
        taps = positions.map { $0.map { [Tap(index: $0, weight: 1)] } ?? [] }
    }

    init(_ slice: Crop.Slice) {
        self.init(picking: (0..<slice.count).map { slice[$0] })
    }

    /// An axis with `before` positions added at its beginning and `after` at its end.
    init(padding extent: Int, before: Int, after: Int, _ mode: Pad.Mode) {
        self.init(
            picking: (-before..<extent + after).map { position in
                switch mode {
                case .constant: (0..<extent).contains(position) ? position : nil
                case .edge: min(max(position, 0), extent - 1)
                case .reflect: position < 0 ? -position : position < extent ? position : 2 * (extent - 1) - position
                }
            })
    }

    /// - Parameter scale: output positions for one of the input; nil: the quotient of the extents.
    init(_ resample: Resample, input: Int, output: Int, scale: Float?) {
        // In single precision, as runtimes compute it: which of two pixels is the nearest depends on the rounding.
        let scale = scale ?? Float(output) / Float(input)
        taps = (0..<output).map { position in
            let x = Self.coordinate(resample.coordinates, position, input, output, scale)
            return switch resample.interpolation {
            case .nearest(let rounding): Self.nearest(x, rounding, input)
            case .linear: Self.linear(x, input)
            case .cubic(let coefficient, let excludesOutside): Self.cubic(x, coefficient, excludesOutside, input)
            }
        }
    }

    private static func coordinate(
        _ coordinates: Resample.Coordinates, _ position: Int, _ input: Int, _ output: Int, _ scale: Float
    ) -> Float {
        let p = Float(position)
        switch coordinates {
        case .halfPixel: return (p + 0.5) / scale - 0.5
        case .pytorchHalfPixel: return output > 1 ? (p + 0.5) / scale - 0.5 : 0
        case .alignCorners: return output > 1 ? p * Float(input - 1) / Float(output - 1) : 0
        case .asymmetric: return p / scale
        case .halfPixelSymmetric:
            let adjustment = Float(output) / (scale * Float(input))
            return Float(input) / 2 * (1 - adjustment) + (p + 0.5) / scale - 0.5
        }
    }

    private static func nearest(_ x: Float, _ rounding: Resample.Rounding, _ extent: Int) -> [Tap] {
        let rounded: Float =
            switch rounding {
            case .preferFloor: (x - 0.5).rounded(.up)
            case .preferCeil: (x + 0.5).rounded(.down)
            case .floor: x.rounded(.down)
            case .ceil: x.rounded(.up)
            }
        return [Tap(index: min(max(Int(rounded), 0), extent - 1), weight: 1)]
    }

    private static func linear(_ x: Float, _ extent: Int) -> [Tap] {
        let x = min(max(x, 0), Float(extent - 1))
        let first = Int(x)
        let across = x - Float(first)
        guard across > 0 else { return [Tap(index: first, weight: 1)] }
        return [Tap(index: first, weight: 1 - across), Tap(index: first + 1, weight: across)]
    }

    /// Keys 1981, equation 4.
    private static func cubic(_ x: Float, _ a: Float, _ excludesOutside: Bool, _ extent: Int) -> [Tap] {
        let first = Int(x.rounded(.down))
        let s = x - Float(first)
        func far(_ t: Float) -> Float { ((a * t - 5 * a) * t + 8 * a) * t - 4 * a }
        func near(_ t: Float) -> Float { ((a + 2) * t - (a + 3)) * t * t + 1 }
        var weights = [far(s + 1), near(s), near(1 - s), far(2 - s)]
        let positions = (first - 1...first + 2)
        if excludesOutside {
            for (i, position) in positions.enumerated() where !(0..<extent).contains(position) { weights[i] = 0 }
            let sum = weights.reduce(0, +)
            weights = weights.map { $0 / sum }
        }
        return zip(positions, weights).filter { $1 != 0 }.map { position, weight in
            Tap(index: min(max(position, 0), extent - 1), weight: weight)
        }
    }
}
