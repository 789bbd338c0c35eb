import Compute

/// Memory that the forms of one site work in, so that a step allocates nothing.
struct KernelScratch: Sendable {
    /// A kernel's slice at one column, Cout × Cin · kh; empty where no form is separable.
    let slice: FloatBuffer
    /// Two of Cout × rank.
    let narrow: FloatBuffer
    let product: FloatBuffer

    /// - Parameter rank: the largest of any form.
    init(_ shape: KernelShape, rank: Int, isSeparable: Bool) {
        slice = FloatBuffer(count: isSeparable ? shape.outputs * shape.inputs * shape.height : 0)
        narrow = FloatBuffer(count: shape.outputs * rank)
        product = FloatBuffer(count: shape.outputs * rank)
    }
}
