import Compute

/// Memory that the forms of one site work in, so that a step allocates nothing.
struct KernelScratch: Sendable {
    /// A kernel's slice at one column, Cout × Cin · kh; empty where no form is separable.
    let slice: FloatBuffer
    /// The first factors of all separable forms.
    let stacked: FloatBuffer
    /// Cout × the largest rank.
    let narrow: FloatBuffer
    /// Cout × the largest rank, or all separable ranks together.
    let product: FloatBuffer

    init(_ shape: KernelShape, lowRank: Int, separable: [Int]) {
        let rows = shape.inputs * shape.height
        let total = separable.reduce(0, +)
        slice = FloatBuffer(count: separable.isEmpty ? 0 : shape.outputs * rows)
        stacked = FloatBuffer(count: total * rows)
        narrow = FloatBuffer(count: shape.outputs * max(lowRank, separable.max() ?? 0))
        product = FloatBuffer(count: shape.outputs * max(lowRank, total))
    }
}
