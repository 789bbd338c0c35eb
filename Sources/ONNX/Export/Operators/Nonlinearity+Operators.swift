import Networks

extension Nonlinearity {
    /// Emits `φ(z)`.
    @discardableResult
    func apply(to z: String, in graph: inout GraphBuilder) -> String {
        switch self {
        case .relu: return graph.emit("Relu", [z])
        case .leakyRelu(let slope): return graph.emit("LeakyRelu", [z], [AttributeProto("alpha", slope)])
        case .clip(let low, let high): return Self.clip(z, low, high, in: &graph)
        case .sigmoid: return graph.emit("Sigmoid", [z])
        case .hardSigmoid(let slope, let offset):
            return graph.emit("HardSigmoid", [z], [AttributeProto("alpha", slope), AttributeProto("beta", offset)])
        case .hardSwish: return graph.emit("HardSwish", [z])
        case .silu: return graph.emit("Mul", [z, graph.emit("Sigmoid", [z])])
        case .gelu: return Self.gelu(z, in: &graph)
        case .geluTanh: return Self.geluTanh(z, in: &graph)
        case .tanh: return graph.emit("Tanh", [z])
        case .elu(let alpha): return graph.emit("Elu", [z], [AttributeProto("alpha", alpha)])
        case .softplus: return graph.emit("Softplus", [z])
        case .mish: return graph.emit("Mul", [z, graph.emit("Tanh", [graph.emit("Softplus", [z])])])
        case .absolute: return graph.emit("Abs", [z])
        case .squareRoot: return graph.emit("Sqrt", [z])
        case .exponential: return graph.emit("Exp", [z])
        }
    }

    /// A bound that is infinite is left out.
    private static func clip(_ z: String, _ low: Float, _ high: Float, in graph: inout GraphBuilder) -> String {
        var inputs = [z]
        if low > -.infinity || high < .infinity { inputs.append(low > -.infinity ? graph.scalar(low) : "") }
        if high < .infinity { inputs.append(graph.scalar(high)) }
        return graph.emit("Clip", inputs)
    }

    /// `½ z (1 + erf(z / √2))`.
    private static func gelu(_ z: String, in graph: inout GraphBuilder) -> String {
        let error = graph.emit("Erf", [graph.emit("Div", [z, graph.scalar(Float(2).squareRoot())])])
        return halved(z, error, in: &graph)
    }

    /// `½ z (1 + tanh(√(2/π) (z + 0.044715 z³)))`.
    private static func geluTanh(_ z: String, in graph: inout GraphBuilder) -> String {
        let square = graph.emit("Mul", [z, z])
        let cube = graph.emit("Mul", [square, z])
        let sum = graph.emit("Add", [z, graph.emit("Mul", [cube, graph.scalar(0.044715)])])
        let factor = graph.scalar(Float((2 / Double.pi).squareRoot()))
        return halved(z, graph.emit("Tanh", [graph.emit("Mul", [sum, factor])]), in: &graph)
    }

    /// `½ z (1 + s)`.
    private static func halved(_ z: String, _ s: String, in graph: inout GraphBuilder) -> String {
        let product = graph.emit("Mul", [z, graph.emit("Add", [s, graph.scalar(1)])])
        return graph.emit("Mul", [product, graph.scalar(0.5)])
    }
}
