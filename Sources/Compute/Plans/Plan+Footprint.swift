public import Networks

extension Plan {
    /// Bytes of features and gradients that a plan would hold, weights' gradients included, without making it: addresses
    /// are laid out, memory is not touched.
    ///
    /// Packed weights, which plans share, and the threads' scratch memory come on top.
    ///
    /// - Parameter bound: inputs that would live elsewhere.
    /// - Throws: ``PlanError``, ``ShapeError`` or ``NetworkError``.
    public static func byteCount(
        of network: Network, options: PlanOptions = PlanOptions(), bound: Set<String> = []
    ) throws -> Int {
        let compiler = try PlanCompiler(network, ParameterStore(Parameters()), options, [:])
        var result = PlanCompiler.Result()
        let memory = compiler.allocate(&result)
        let elsewhere = bound.reduce(0) { $0 + compiler.shapes.of($1).count * options.batch }
        return memory.byteCount + (compiler.weightGradientCount - elsewhere) * MemoryLayout<Float>.stride
    }
}

extension PlanCompiler {
    /// Elements of the convolutions' weight gradients: in the parameter's order and, band by band, in the primitives'.
    fileprivate var weightGradientCount: Int {
        network.nodes.reduce(0) { total, node in
            guard differentiable.contains(node.name), options.differentiate.parameters(node.parameterName("weight"))
            else { return total }
            if case .transposedConvolution(let convolution) = node.operation {
                let weights = convolution.parameters(shapes.inputs(of: node))[0].shape.reduce(1, *)
                return total + 2 * weights
            }
            guard case .convolution(let convolution) = node.operation else { return total }
            let extents = ConvolutionExtents(
                operation: convolution, input: shapes.of(node.inputs[0]), output: shapes.of(node.name),
                batch: options.batch)
            let count = extents.pieces(pieces)
            if extents.isWeightBound, extents.channelSlices(count).count > 1 { return total + extents.weightCount }
            return total + extents.weightCount * (1 + min(count, extents.output.height))
        }
    }
}
