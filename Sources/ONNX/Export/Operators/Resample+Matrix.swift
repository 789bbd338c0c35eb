import Networks

extension Resample {
    /// Resampling along one axis as a matrix, output × input: `y[p] = Σ_i M[p, i] x[i]`.
    func matrix(from input: Int, to output: Int, scale: Float?) -> [Float] {
        var matrix = Array(repeating: Float(0), count: output * input)
        for p in 0..<output {
            for (position, weight) in taps(at: coordinate(of: p, input, output, scale), input) {
                matrix[p * input + min(max(position, 0), input - 1)] += Float(weight)
            }
        }
        return matrix
    }

    /// `x(p)`, in single precision as the engine and runtimes compute it: which of two pixels is the nearest depends on
    /// the rounding.
    private func coordinate(of position: Int, _ input: Int, _ output: Int, _ scale: Float?) -> Double {
        let s = scale ?? Float(output) / Float(input)
        let p = Float(position)
        let x: Float
        switch coordinates {
        case .halfPixel: x = (p + 0.5) / s - 0.5
        case .pytorchHalfPixel: x = output > 1 ? (p + 0.5) / s - 0.5 : 0
        case .alignCorners: x = output > 1 ? p * Float(input - 1) / Float(output - 1) : 0
        case .asymmetric: x = p / s
        case .halfPixelSymmetric:
            let adjustment = Float(output) / (s * Float(input))
            x = Float(input) / 2 * (1 - adjustment) + (p + 0.5) / s - 0.5
        }
        return Double(x)
    }

    /// Positions around `x`, some beyond the border, and their weights.
    private func taps(at x: Double, _ input: Int) -> [(position: Int, weight: Double)] {
        switch interpolation {
        case .nearest(let rounding): return [(rounding.position(x), 1)]
        case .linear:
            let clamped = min(max(x, 0), Double(input - 1))
            let near = clamped.rounded(.down)
            return [(Int(near), 1 - (clamped - near)), (Int(near) + 1, clamped - near)]
        case .cubic(let coefficient, let excludesOutside):
            let near = Int(x.rounded(.down))
            var taps = (near - 1...near + 2).map { ($0, Self.keys(x - Double($0), Double(coefficient))) }
            if excludesOutside {
                taps = taps.filter { (0..<input).contains($0.0) }
                let sum = taps.reduce(0) { $0 + $1.1 }
                taps = taps.map { ($0.0, $0.1 / sum) }
            }
            return taps.map { (position: $0.0, weight: $0.1) }
        }
    }

    /// Keys's kernel (1981) at a distance.
    private static func keys(_ distance: Double, _ a: Double) -> Double {
        let t = abs(distance)
        if t <= 1 { return ((a + 2) * t - (a + 3)) * t * t + 1 }
        return t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0
    }
}

extension Resample.Rounding {
    fileprivate func position(_ x: Double) -> Int {
        switch self {
        case .preferFloor: Int((x - 0.5).rounded(.up))
        case .preferCeil: Int((x + 0.5).rounded(.down))
        case .floor: Int(x.rounded(.down))
        case .ceil: Int(x.rounded(.up))
        }
    }
}
