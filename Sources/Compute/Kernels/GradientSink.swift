internal import CElementwise

/// Where the gradient of one input is written.
///
/// A tensor read by several nodes gets the sum of what they send back: the first to run backward overwrites, the
/// others add.
struct GradientSink {
    let base: UnsafeMutablePointer<Float>
    let count: Int
    let accumulates: Bool

    /// Runs a writer that can only overwrite on some elements: directly, or into scratch with an addition after it.
    func overwrite(_ range: Range<Int>, _ body: (UnsafeMutablePointer<Float>) throws -> Void) rethrows {
        let target = base + range.lowerBound
        guard accumulates else { return try body(target) }
        let scratch = ThreadScratch.current.values(range.count)
        try body(scratch)
        ce_send(scratch, 1, target, range.count, 1)
    }
}
