extension RGBImage {
    /// Bilinear resampling with half-pixel centres; where the picture shrinks, the triangle widens to the size of a
    /// target pixel, so that nothing is skipped.
    public func resized(to target: FrameSize) -> RGBImage {
        guard target != size else { return self }
        let columns = ResamplingTaps(from: width, to: target.width)
        let rows = ResamplingTaps(from: height, to: target.height)
        // Along the rows first; then down the columns.
        var wide = [Float](repeating: 0, count: 3 * target.width * height)
        for y in 0..<height {
            for x in 0..<target.width {
                var sum = SIMD3<Float>.zero
                for tap in columns.range(of: x) {
                    let at = 3 * (y * width + columns.source[tap])
                    sum += SIMD3(Float(pixels[at]), Float(pixels[at + 1]), Float(pixels[at + 2])) * columns.weight[tap]
                }
                let at = 3 * (y * target.width + x)
                (wide[at], wide[at + 1], wide[at + 2]) = (sum.x, sum.y, sum.z)
            }
        }
        let line = 3 * target.width
        var result = [UInt8](repeating: 0, count: line * target.height)
        var sums = [Float](repeating: 0, count: line)
        for y in 0..<target.height {
            for place in 0..<line { sums[place] = 0.5 }
            for tap in rows.range(of: y) {
                let (start, weight) = (line * rows.source[tap], rows.weight[tap])
                for place in 0..<line { sums[place] += weight * wide[start + place] }
            }
            for place in 0..<line { result[line * y + place] = UInt8(min(255, max(0, sums[place]))) }
        }
        return RGBImage(width: target.width, height: target.height, pixels: result)
    }
}

/// Which samples of a line, and how much of each, make every sample of a longer or shorter one.
private struct ResamplingTaps {
    private(set) var source: [Int] = []
    private(set) var weight: [Float] = []
    private var start: [Int] = [0]

    init(from count: Int, to target: Int) {
        let scale = Double(count) / Double(target)
        let reach = max(1, scale)
        for place in 0..<target {
            let centre = (Double(place) + 0.5) * scale - 0.5
            let first = max(0, Int((centre - reach).rounded(.up)))
            let last = min(count - 1, Int((centre + reach).rounded(.down)))
            let weights = (first...last).map { max(0, 1 - (Double($0) - centre).magnitude / reach) }
            let sum = weights.reduce(0, +)
            for (offset, value) in weights.enumerated() where value > 0 {
                source.append(first + offset)
                weight.append(Float(value / sum))
            }
            start.append(source.count)
        }
    }

    func range(of place: Int) -> Range<Int> { start[place]..<start[place + 1] }
}
