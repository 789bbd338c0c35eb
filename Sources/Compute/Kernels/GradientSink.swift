/// Where the gradient of one input is written.
///
/// A tensor read by several nodes gets the sum of what they send back: the first to run backward overwrites, the
/// others add.
struct GradientSink {
    let base: UnsafeMutablePointer<Float>
    let count: Int
    let accumulates: Bool
    let workspace: Workspace

    /// Runs a writer that can only overwrite: directly, or into the workspace with an addition after it.
    func overwrite(_ body: (UnsafeMutablePointer<Float>) throws -> Void) rethrows {
        guard accumulates else { return try body(base) }
        let scratch = workspace.gradients
        try body(scratch)
        for i in 0..<count { base[i] += scratch[i] }
    }
}
