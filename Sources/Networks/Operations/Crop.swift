/// Some rows and columns of an input: `y[i, j] = x[rows(i), columns(j)]`.
public struct Crop: Hashable, Sendable, OperationDefinition {
    public var rows: Slice
    public var columns: Slice

    public init(rows: Slice, columns: Slice) {
        self.rows = rows
        self.columns = columns
    }

    /// The indices `begin + i · step`, `i = 0 … count − 1`; a negative step runs backwards.
    public struct Slice: Hashable, Sendable {
        public var begin: Int
        public var count: Int
        public var step: Int

        public init(begin: Int, count: Int, step: Int = 1) {
            self.begin = begin
            self.count = count
            self.step = step
        }

        public subscript(index: Int) -> Int { begin + index * step }

        func fits(_ extent: Int) -> Bool {
            count > 0 && (0..<extent).contains(begin) && (0..<extent).contains(self[count - 1])
        }
    }

    public var kind: String { "crop" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        let input = inputs[0]
        for (slice, extent, axis) in [(rows, input.height, "rows"), (columns, input.width, "columns")]
        where !slice.fits(extent) {
            throw ShapeError(
                reason: "\(slice.count) \(axis) from \(slice.begin) in steps of \(slice.step) of an input of \(input)")
        }
        return FeatureShape(height: rows.count, width: columns.count, channels: input.channels)
    }
}
