extension StreetCard {
    /// Whether the outline holds the point; (a, b) lies in the rectangle.
    @inline(__always)
    func covers(_ a: Float, _ b: Float) -> Bool {
        switch shape {
        case .full: true
        default: coversShaped(a, b)
        }
    }

    @inline(never)
    private func coversShaped(_ a: Float, _ b: Float) -> Bool {
        // (s, t) in [−1, 1] over the rectangle.
        let s = (2 * a - aRange.low - aRange.high) / (aRange.high - aRange.low)
        let t = (2 * b - bRange.low - bRange.high) / (bRange.high - bRange.low)
        switch shape {
        case .full: return true
        case .ellipse: return s * s + t * t <= 1
        case .diamond: return s.magnitude + t.magnitude <= 1
        case .triangle: return s.magnitude <= 0.5 * (1 - t)
        case .trapezoid: return s.magnitude <= 1 - detail.w * 0.5 * (t + 1)
        case .rounded:
            let x = max(0, s.magnitude - 1 + detail.w) / detail.w
            let y = max(0, t - 1 + detail.w) / detail.w
            return x * x + y * y <= 1
        case .gable:
            // detail.x: height of the eaves.
            return b <= detail.x || s.magnitude <= (bRange.high - b) / (bRange.high - detail.x)
        case .crown:
            let edge = StreetNoise.value(Double(a) * 1.7, Double(b) * 1.7, seed)
            let fringe = StreetNoise.value(Double(a) * 5, Double(b) * 5, seed &+ 1)
            return s * s + t * t <= 0.62 + 0.3 * edge + 0.14 * fringe
        case .carSide:
            // Body above the sill, and two wheels; detail.x: wheel radius.
            let length = aRange.high - aRange.low
            let radius = detail.x
            let along = min((a - aRange.low - 0.19 * length).magnitude, (a - aRange.low - 0.81 * length).magnitude)
            let wheel = along * along + (b - radius) * (b - radius) <= radius * radius
            let slope = max(0, s.magnitude - 0.9) * 1.2
            return wheel || (b >= 0.24 && b <= bRange.high - slope)
        case .cabin:
            // A trapezoid, detail.x and detail.y its slopes at the low and high end.
            let up = b - bRange.low
            return a - aRange.low >= up * detail.x && aRange.high - a >= up * detail.y
        case .wheels:
            // Two rings and a frame between; detail.x: radius.
            let radius = detail.x
            let middle = (aRange.low + aRange.high) / 2
            let reach = aRange.high - middle - radius
            let along = (a - middle).magnitude - reach
            let square = along * along + (b - radius) * (b - radius)
            if square <= radius * radius { return square >= 0.5 * radius * radius || along.magnitude < 0.05 }
            let bar = b - radius
            return (a - middle).magnitude < reach
                && ((bar - 0.35).magnitude < 0.06 || (bar > 0 && bar < 0.35 && (along + bar * 0.5).magnitude < 0.06))
        }
    }
}
