import RandomStreams

extension Network {
    /// Parameters to start training from, as PyTorch models are started: convolution weights normal with variance
    /// `2 / (Cout · kh · kw)` (He et al. 2015, `kaiming_normal_(mode="fan_out", nonlinearity="relu")`), scales and
    /// running variances 1, slopes ¼, biases, running means and constants 0.
    ///
    /// Each parameter draws from a stream of its own name: the same seed gives a layer the same weights in whatever
    /// network it stands.
    ///
    /// - Throws: what ``inferShapes()`` throws.
    public func initialParameters(seed: UInt64) throws -> Parameters {
        let shapes = try inferShapes()
        var parameters = Parameters()
        for node in nodes {
            for definition in node.operation.definition.parameters(shapes.inputs(of: node)) {
                let name = node.parameterName(definition.role)
                let count = definition.shape.reduce(1, *)
                let values: [Float]
                switch (node.operation, definition.role) {
                case (.convolution(let convolution), "weight"):
                    let fanOut = convolution.outputChannels * convolution.kernel.area
                    let deviation = (2 / Double(fanOut)).squareRoot()
                    var stream = RandomStream(seed: seed, stream: "initial/\(name)")
                    values = (0..<count).map { _ in Float(deviation * stream.normal()) }
                case (.transposedConvolution(let convolution), "weight"):
                    let fanOut = convolution.outputChannels / convolution.groups * convolution.kernel.area
                    let deviation = (2 / Double(fanOut)).squareRoot()
                    var stream = RandomStream(seed: seed, stream: "initial/\(name)")
                    values = (0..<count).map { _ in Float(deviation * stream.normal()) }
                case (.prelu, "weight"):
                    values = Array(repeating: 0.25, count: count)
                case (_, "weight"), (_, "running_var"):
                    values = Array(repeating: 1, count: count)
                default:
                    values = Array(repeating: 0, count: count)
                }
                parameters[name] = Parameters.Value(shape: definition.shape, values: values)
            }
        }
        return parameters
    }
}
