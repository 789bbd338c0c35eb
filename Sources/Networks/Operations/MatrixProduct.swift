/// A product of two maps, row by row: `y[h, i, j] = Σ_k a[h, i, k] · b[h, k, j]`, the columns of `a` being the rows of a
/// matrix and its channels the matrix's columns.
///
/// What attention is made of: a row is a head. No parameter is in it, so that it is no site; its multiply-accumulates are
/// none that a budget could cut, and are told apart (``Network/uncountedMACs()``).
public struct MatrixProduct: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "matrix-product" }

    /// - Throws: ``ShapeError`` where the rows differ, or the channels of `a` are not as many as the columns of `b`.
    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(2, inputs, kind)
        let (a, b) = (inputs[0], inputs[1])
        guard a.height == b.height, a.channels == b.width else {
            throw ShapeError(reason: "a product of \(a) and \(b)")
        }
        return FeatureShape(height: a.height, width: a.width, channels: b.channels)
    }

    /// `rows · i · k · j` of one product.
    func uncountedMACs(_ inputs: [FeatureShape]) -> Int { inputs[0].count * inputs[1].channels }
}
