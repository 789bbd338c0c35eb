/// From class scores at low resolution to a class per pixel.
public enum ScoreUpsampling {
    /// The class of the highest score at each pixel of `target`, the scores upsampled bilinearly with half-pixel
    /// centres (PyTorch's `align_corners=False`); of equal scores, the lowest class.
    ///
    /// Interpolated scores are convex combinations of four neighbours': where one class wins at all four, it wins at
    /// every pixel between them, and nothing needs to be interpolated there.
    ///
    /// - Parameters:
    ///   - scores: `height · width · classCount` numbers, the classes of a pixel side by side (NHWC).
    ///   - size: height and width of the scores.
    public static func classes(_ scores: Span<Float>, size: FrameSize, classCount: Int, target: FrameSize) -> LabelMap {
        precondition((1...LabelMap.mostClasses).contains(classCount), "\(classCount) classes")
        return LabelMap(
            width: target.width, height: target.height,
            ids: ids(scores, size: size, classCount: classCount, target: target))
    }

    /// The same for any number of classes up to ``ClassMap/mostClasses``.
    public static func map(_ scores: Span<Float>, size: FrameSize, classCount: Int, target: FrameSize) -> ClassMap {
        precondition((1...ClassMap.mostClasses).contains(classCount), "\(classCount) classes")
        guard classCount > LabelMap.mostClasses else {
            return .labels(classes(scores, size: size, classCount: classCount, target: target))
        }
        return .wide(ids(scores, size: size, classCount: classCount, target: target), target)
    }

    private static func ids<ID: FixedWidthInteger & UnsignedInteger>(
        _ scores: Span<Float>, size: FrameSize, classCount: Int, target: FrameSize
    ) -> [ID] {
        precondition(scores.count == size.pixels * classCount, "\(scores.count) scores for \(size)x\(classCount)")
        let winners: [ID] = winners(scores, count: size.pixels, classCount)
        let columns = Axis(from: size.width, to: target.width)
        let rows = Axis(from: size.height, to: target.height)
        var ids = [ID](repeating: 0, count: target.pixels)
        var left = [Float](repeating: 0, count: classCount)
        var right = left
        for y in 0..<target.height {
            let top = rows.low[y] * size.width
            let bottom = rows.high[y] * size.width
            var x = 0
            while x < target.width {
                let end = columns.cellEnd[x]
                let (l, r) = (columns.low[x], columns.high[x])
                let winner = winners[top + l]
                if winner == winners[top + r], winner == winners[bottom + l], winner == winners[bottom + r] {
                    for place in x..<end { ids[y * target.width + place] = winner }
                    x = end
                    continue
                }
                let down = rows.share[y]
                for id in 0..<classCount {
                    left[id] = mix(scores[(top + l) * classCount + id], scores[(bottom + l) * classCount + id], down)
                    right[id] = mix(scores[(top + r) * classCount + id], scores[(bottom + r) * classCount + id], down)
                }
                for place in x..<end {
                    ids[y * target.width + place] = best(left.span, right.span, columns.share[place])
                }
                x = end
            }
        }
        return ids
    }

    /// The same for scores in an array.
    public static func classes(_ scores: [Float], size: FrameSize, classCount: Int, target: FrameSize) -> LabelMap {
        classes(scores.span, size: size, classCount: classCount, target: target)
    }

    private static func winners<ID: FixedWidthInteger & UnsignedInteger>(
        _ scores: Span<Float>, count: Int, _ classCount: Int
    ) -> [ID] {
        (0..<count).map { pixel in
            var best = 0
            for id in 1..<max(1, classCount)
            where scores[pixel * classCount + id] > scores[pixel * classCount + best] { best = id }
            return ID(best)
        }
    }

    @inline(__always)
    private static func best<ID: FixedWidthInteger & UnsignedInteger>(
        _ left: Span<Float>, _ right: Span<Float>, _ share: Float
    ) -> ID {
        var winner = 0
        var highest = mix(left[0], right[0], share)
        for id in 1..<left.count {
            let score = mix(left[id], right[id], share)
            if score > highest {
                highest = score
                winner = id
            }
        }
        return ID(winner)
    }

    @inline(__always)
    private static func mix(_ a: Float, _ b: Float, _ share: Float) -> Float { a + (b - a) * share }

    /// For each place along a target line, its two neighbours among the sources and the share of the second.
    private struct Axis {
        var low: [Int] = []
        var high: [Int] = []
        var share: [Float] = []
        /// The first place beyond that has other neighbours.
        var cellEnd: [Int] = []

        init(from count: Int, to target: Int) {
            let scale = Double(count) / Double(target)
            for place in 0..<target {
                let at = max(0, (Double(place) + 0.5) * scale - 0.5)
                let first = min(Int(at), count - 1)
                low.append(first)
                high.append(min(first + 1, count - 1))
                share.append(Float(at - Double(first)))
            }
            cellEnd = Array(repeating: target, count: target)
            for place in stride(from: target - 2, through: 0, by: -1) {
                cellEnd[place] = low[place] == low[place + 1] ? cellEnd[place + 1] : place + 1
            }
        }
    }
}
