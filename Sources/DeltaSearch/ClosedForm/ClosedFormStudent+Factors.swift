import Compute

/// The factors of each kind from matrices, in the layout of ``ClosedFormStudent/factors``.
extension [ClosedFormStudent.Factor] {
    /// - Parameters:
    ///   - reduce: r × K.
    ///   - expand: Cout × r.
    static func lowRank(_ rank: Int, reduce: Matrix, expand: Matrix, geometry: KernelGeometry) -> Self {
        [
            .init(
                "reduce.weight", shape: [rank, geometry.inputChannels, geometry.height, geometry.width],
                values: reduce.floats),
            .init("weight", shape: [geometry.outputChannels, rank, 1, 1], values: expand.floats),
        ]
    }

    /// - Parameters:
    ///   - reduce: P, r × (Cin · kh).
    ///   - expand: Q, Cout × (kw · r), columns (j, q).
    static func separable(_ rank: Int, reduce: Matrix, expand: Matrix, geometry: KernelGeometry) -> Self {
        let width = geometry.width
        let order = (0..<rank * width).map { ($0 % width) * rank + $0 / width }
        return [
            .init(
                "reduce.weight", shape: [rank, geometry.inputChannels, geometry.height, 1], values: reduce.floats),
            .init(
                "weight", shape: [geometry.outputChannels, rank, 1, width], values: expand.columns(order).floats),
        ]
    }

    /// - Parameter weight: Cout × Cin.
    static func pointwise(_ weight: Matrix, geometry: KernelGeometry) -> Self {
        [.init("weight", shape: [geometry.outputChannels, geometry.inputChannels, 1, 1], values: weight.floats)]
    }

    /// - Parameter filters: C × (kh · kw).
    static func depthwise(_ filters: Matrix, role: String = "weight", geometry: KernelGeometry) -> Self {
        [
            .init(
                role, shape: [geometry.inputChannels, 1, geometry.height, geometry.width], values: filters.floats)
        ]
    }

    /// - Parameters:
    ///   - filters: Cin × (kh · kw).
    ///   - weight: Cout × Cin.
    static func depthwisePointwise(_ filters: Matrix, _ weight: Matrix, geometry: KernelGeometry) -> Self {
        depthwise(filters, role: "depthwise.weight", geometry: geometry) + pointwise(weight, geometry: geometry)
    }
}
