import Networks

/// A share of a tensor that is contiguous in memory: some rows of one sample, or all rows of some samples.
struct Band: Hashable {
    var samples: Range<Int>
    var rows: Range<Int>

    /// All of a tensor.
    init(all shape: FeatureShape, batch: Int) {
        samples = 0..<batch
        rows = 0..<shape.height
    }

    init(sample: Int, rows: Range<Int>) {
        samples = sample..<sample + 1
        self.rows = rows
    }

    /// A tensor in `count` bands of nearly equal height, or fewer where there are not so many rows.
    ///
    /// - Parameter alignment: every band but the last begins and ends at a multiple of so many rows.
    static func split(_ shape: FeatureShape, batch: Int, into count: Int, alignment: Int = 1) -> [Band] {
        let perSample = min((count + batch - 1) / batch, shape.height / alignment)
        guard count > 1, perSample > 1 || batch > 1 else { return [Band(all: shape, batch: batch)] }
        let bounds = (0...max(1, perSample)).map { index in
            index == max(1, perSample)
                ? shape.height : shape.height * index / max(1, perSample) / alignment * alignment
        }
        return (0..<batch).flatMap { sample in
            zip(bounds, bounds.dropFirst()).map { Band(sample: sample, rows: $0..<$1) }
        }
    }

    /// Where the band's rows lie in a tensor of a shape, in elements.
    func elements(_ shape: FeatureShape) -> Range<Int> {
        let row = shape.width * shape.channels
        let start = (samples.lowerBound * shape.height + rows.lowerBound) * row
        let end = ((samples.upperBound - 1) * shape.height + rows.upperBound) * row
        return start..<end
    }

    /// Where the band's positions lie, in positions.
    func positions(_ shape: FeatureShape) -> Range<Int> {
        let start = (samples.lowerBound * shape.height + rows.lowerBound) * shape.width
        let end = ((samples.upperBound - 1) * shape.height + rows.upperBound) * shape.width
        return start..<end
    }
}
