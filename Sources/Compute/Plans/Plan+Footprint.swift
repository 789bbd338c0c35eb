public import Networks

extension Plan {
    /// Bytes of features and gradients that a plan would hold (``byteCount`` but for the kernels' scratch memory),
    /// without making it: addresses are laid out, memory is not touched.
    ///
    /// - Parameter bound: inputs that would live elsewhere.
    /// - Throws: ``PlanError``, ``ShapeError`` or ``NetworkError``.
    public static func byteCount(
        of network: Network, options: PlanOptions = PlanOptions(), bound: Set<String> = []
    ) throws -> Int {
        let compiler = try PlanCompiler(network, ParameterStore(Parameters()), options, [:])
        var result = PlanCompiler.Result()
        let memory = compiler.allocate(&result)
        let shapes = compiler.shapes
        let elsewhere = bound.reduce(0) { $0 + shapes.of($1).count * options.batch * MemoryLayout<Float>.stride }
        return memory.byteCount - elsewhere
    }
}
