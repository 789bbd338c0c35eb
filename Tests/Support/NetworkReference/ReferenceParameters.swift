public import Networks
public import RandomStreams

/// Parameter values in double precision, by full name.
public struct ReferenceParameters: Sendable, Equatable {
    public private(set) var names: [String] = []
    private var byName: [String: [Double]] = [:]

    public init(_ parameters: Parameters) {
        for name in parameters.names { self[name] = parameters.value(name).values.map { Double($0) } }
    }

    public subscript(name: String) -> [Double] {
        get {
            guard let values = byName[name] else { preconditionFailure("no parameter \(name)") }
            return values
        }
        set { if byName.updateValue(newValue, forKey: name) == nil { names.append(name) } }
    }
}

extension Network {
    /// Random parameters for tests: weights and biases normal, scales around 1, running statistics that are neither
    /// zero nor one. Convolution weights are scaled so that activations keep their size.
    public func randomParameters(from stream: inout RandomStream) throws -> Parameters {
        let shapes = try inferShapes()
        var result = Parameters()
        for node in nodes {
            for definition in node.operation.definition.parameters(shapes.inputs(of: node)) {
                let count = definition.shape.reduce(1, *)
                let values = (0..<count).map { _ -> Float in
                    switch (node.operation, definition.role) {
                    case (.convolution, "weight"):
                        Float(stream.normal() / Double(definition.shape.dropFirst().reduce(1, *)).squareRoot())
                    case (.transposedConvolution, "weight"):
                        Float(stream.normal() / Double(definition.shape[0]).squareRoot())
                    case (_, "weight"): Float(1 + 0.3 * stream.normal())
                    case (_, "running_var"): Float(stream.uniform(0.3..<2))
                    default: Float(stream.normal())
                    }
                }
                result[node.parameterName(definition.role)] = Parameters.Value(shape: definition.shape, values: values)
            }
        }
        return result
    }
}
