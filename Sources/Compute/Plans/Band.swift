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

    /// A tensor in at most `count` bands (a sample's at least one): as many as its rows make of one height.
    ///
    /// - Parameter alignment: every band begins at a multiple of so many rows.
    static func split(_ shape: FeatureShape, batch: Int, into count: Int, alignment: Int = 1) -> [Band] {
        let perSample = min((count + batch - 1) / batch, shape.height / alignment)
        guard count > 1, perSample > 1 || batch > 1 else { return [Band(all: shape, batch: batch)] }
        // All of one height but the last: primitives for bands of one shape share their code.
        let share = (shape.height + max(1, perSample) - 1) / max(1, perSample)
        let height = (share + alignment - 1) / alignment * alignment
        return (0..<batch).flatMap { sample in
            stride(from: 0, to: shape.height, by: height).map { start in
                Band(sample: sample, rows: start..<min(start + height, shape.height))
            }
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
