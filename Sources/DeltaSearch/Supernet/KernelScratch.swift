import Compute

/// Memory that the forms of one site work in: the thread's own, so that a step allocates nothing and sites share it.
///
/// Nothing in it outlives a call of a form.
struct KernelScratch: Sendable {
    private let sliceCount: Int
    private let stackedCount: Int
    private let narrowCount: Int
    private let productCount: Int

    init(_ shape: KernelShape, lowRank: Int, separable: [Int]) {
        let rows = shape.inputs * shape.height
        let total = separable.reduce(0, +)
        sliceCount = separable.isEmpty ? 0 : shape.outputs * rows
        stackedCount = total * rows
        narrowCount = shape.outputs * max(lowRank, separable.max() ?? 0)
        productCount = shape.outputs * max(lowRank, total)
    }

    /// A kernel's slice at one column, Cout × Cin · kh; empty where no form is separable.
    var slice: UnsafeMutablePointer<Float> {
        ThreadMemory.floats(sliceCount + stackedCount + narrowCount + productCount)
    }
    /// The first factors of all separable forms.
    var stacked: UnsafeMutablePointer<Float> { slice + sliceCount }
    /// Cout × the largest rank.
    var narrow: UnsafeMutablePointer<Float> { stacked + stackedCount }
    /// Cout × the largest rank, or all separable ranks together.
    var product: UnsafeMutablePointer<Float> { narrow + narrowCount }
}
