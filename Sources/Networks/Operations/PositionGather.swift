/// Some rows and columns in some order, perhaps repeated: `y[i, j] = x[rows[i], columns[j]]`. ``Crop`` is what takes
/// evenly spaced ones.
public struct PositionGather: Hashable, Sendable, OperationDefinition {
    public var rows: [Int]
    public var columns: [Int]

    public init(rows: [Int], columns: [Int]) {
        self.rows = rows
        self.columns = columns
    }

    public var kind: String { "position-gather" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        let input = inputs[0]
        guard !rows.isEmpty, !columns.isEmpty else { throw ShapeError(reason: "no position picked") }
        if let row = rows.first(where: { !(0..<input.height).contains($0) }) {
            throw ShapeError(reason: "row \(row) of \(input.height)")
        }
        if let column = columns.first(where: { !(0..<input.width).contains($0) }) {
            throw ShapeError(reason: "column \(column) of \(input.width)")
        }
        return FeatureShape(height: rows.count, width: columns.count, channels: input.channels)
    }
}
