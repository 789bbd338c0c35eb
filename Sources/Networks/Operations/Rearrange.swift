/// The same values in another order: an input in row-major order (rows, columns, channels) is taken for an array of
/// extents `sizes`, its axes are put in the order `order`, and what comes of it, row-major again, is the output.
///
/// With `x` of extents sizes, `y[i_order[0], i_order[1], …] = x[i_0, i_1, …]`: NumPy's
/// `x.reshape(sizes).transpose(order).reshape(output)`. It is what reshapes and transpositions come to that no other
/// operation expresses: channels as positions, heads of an attention as rows.
public struct Rearrange: Hashable, Sendable, OperationDefinition {
    public var sizes: [Int]
    public var order: [Int]
    public var output: FeatureShape

    public init(sizes: [Int], order: [Int], to output: FeatureShape) {
        self.sizes = sizes
        self.order = order
        self.output = output
    }

    public var kind: String { "rearrange" }

    /// - Throws: ``ShapeError`` where extents, order and shapes do not belong together.
    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        guard sizes.allSatisfy({ $0 > 0 }), order.sorted() == Array(sizes.indices) else {
            throw ShapeError(reason: "the order \(order) of extents \(sizes)")
        }
        let extents = [output.height, output.width, output.channels]
        guard extents.allSatisfy({ $0 > 0 }), let count = Self.product(sizes), count == inputs[0].count,
            count == Self.product(extents)
        else { throw ShapeError(reason: "\(inputs[0]) as \(sizes) and \(output)") }
        return output
    }

    /// nil where it overflows.
    private static func product(_ extents: [Int]) -> Int? {
        var product = 1
        for extent in extents {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            if overflow { return nil }
            product = next
        }
        return product
    }
}
