import Networks

extension NetworkLowering {
    static let activations: [String: Rule] = [
        "Relu": { try $0.activate($1, .relu) },
        "Sigmoid": { try $0.activate($1, .sigmoid) },
        "Tanh": { try $0.activate($1, .tanh) },
        "Softplus": { try $0.activate($1, .softplus) },
        "Abs": { try $0.activate($1, .absolute) },
        "Sqrt": { try $0.activate($1, .squareRoot) },
        "Exp": { try $0.activate($1, .exponential) },
        "HardSwish": { try $0.activate($1, .hardSwish) },
        "Mish": { try $0.activate($1, .mish) },
        FusedOperator.silu: { try $0.activate($1, .silu) },
        FusedOperator.gelu: { try $0.activate($1, .gelu) },
        FusedOperator.geluTanh: { try $0.activate($1, .geluTanh) },
        "Gelu": { lowering, call in
            switch try call.string("approximate", default: "none") {
            case "none": try lowering.activate(call, .gelu)
            case "tanh": try lowering.activate(call, .geluTanh)
            case let other: throw call.fault("approximate \(other)")
            }
        },
        "LeakyRelu": { try $0.activate($1, .leakyRelu(slope: try $1.float("alpha", default: 0.01))) },
        "Elu": { try $0.activate($1, .elu(alpha: try $1.float("alpha", default: 1))) },
        "HardSigmoid": { lowering, call in
            let slope = try call.float("alpha", default: 0.2)
            let offset = try call.float("beta", default: 0.5)
            return try lowering.activate(call, .hardSigmoid(slope: slope, offset: offset))
        },
        "Clip": { lowering, call in
            let low = try call.float("min") ?? (call.has(1) ? Float(try call.scalar(1)) : -.infinity)
            let high = try call.float("max") ?? (call.has(2) ? Float(try call.scalar(2)) : .infinity)
            return try lowering.clip(call, try call.view(0), low: low, high: high)
        },
        "PRelu": { lowering, call in
            let view = try call.view(0)
            guard let slopes = try lowering.spread(call, try call.constant(1), over: view), slopes.shape.positions == 1
            else {
                throw call.fault("a slope that is not one for each channel")
            }
            return [.view(try lowering.pointwise(call, .prelu(PReLU()), view, ["weight": slopes.values]))]
        },
        "Selu": { lowering, call in
            let alpha = try call.float("alpha", default: 1.673_263_2)
            let gamma = try call.float("gamma", default: 1.050_701)
            let elu = try lowering.pointwise(call, .activation(Activation(.elu(alpha: alpha))), try call.view(0))
            return [.view(try lowering.affine(call, elu, scale: gamma, role: "scale"))]
        },
        "Celu": { lowering, call in
            let alpha = try call.float("alpha", default: 1)
            guard alpha != 0 else { throw call.fault("alpha 0") }
            let inner = try lowering.affine(call, try call.view(0), scale: 1 / alpha, role: "divide")
            let elu = try lowering.pointwise(call, .activation(Activation(.elu(alpha: 1))), inner)
            return [.view(try lowering.affine(call, elu, scale: alpha, role: "scale"))]
        },
        "Softmax": { lowering, call in [try lowering.softmax(call)] },
    ]

    private mutating func activate(_ call: OperatorCall, _ function: Nonlinearity) throws -> [Value] {
        [.view(try pointwise(call, .activation(Activation(function)), try call.view(0)))]
    }

    mutating func clip(
        _ call: OperatorCall, _ view: FeatureView, low: Float, high: Float
    ) throws -> [Value] {
        guard low <= high else { throw call.fault("bounds \(low) and \(high)") }
        if low == -.infinity, high == .infinity { return [.view(view)] }
        let function: Nonlinearity = low == 0 && high == .infinity ? .relu : .clip(low: low, high: high)
        return [.view(try pointwise(call, .activation(Activation(function)), view))]
    }

    /// One scale for all channels.
    private mutating func affine(
        _ call: OperatorCall, _ view: FeatureView, scale: Float, role: String
    ) throws -> FeatureView {
        let weights = [Float](repeating: scale, count: view.shape.channels)
        return try pointwise(
            call, role: role, .channelAffine(ChannelAffine(hasBias: false)), view, ["weight": weights])
    }

    /// Over the channels, or what becomes the channels. Up to opset 12 all dimensions from `axis` on are one.
    private mutating func softmax(_ call: OperatorCall) throws -> Value {
        let view = try call.view(0)
        let rank = view.dims.count
        let axis = try call.axis(try call.int("axis", default: opset < 13 ? 1 : -1), rank: rank)
        let summed = (opset < 13 ? view.dims[axis...] : view.dims[axis...axis]).flatMap { $0 }
        let channels = summed.reduce(1) { $0 * $1.size }
        let isChannels = summed.allSatisfy { $0.axis == .channel }
        if isChannels, channels == view.shape.channels { return .view(try pointwise(call, .softmax(Softmax()), view)) }
        guard isChannels, channels == 2, view.dims[axis].count == 1 else {
            // What it runs over become the channels, every other place a row.
            let axes = opset < 13 ? Array(axis..<rank) : [axis]
            let others = view.dims.indices.filter { !axes.contains($0) }
            let ordered = try arranged(call, view, Arrangement(rows: others, channels: axes))
            return .view(try pointwise(call, .softmax(Softmax()), ordered))
        }
        return .view(try pairwise(call, view, axis))
    }

    /// Softmax over two, the weights of two branches: `σ(a − b)` and `σ(b − a)`.
    private mutating func pairwise(_ call: OperatorCall, _ view: FeatureView, _ axis: Int) throws -> FeatureView {
        let straight = try rearranged(call, view, leading: [axis])
        let exchanged = try picked(call, straight, dimension: axis, [1, 0])
        let (difference, shape) = try emit(
            call, role: "difference", .subtract(Subtract()),
            [straight.tensor, try rearranged(call, exchanged, leading: [axis], role: "exchange").tensor])
        return try pointwise(
            call, .activation(Activation(.sigmoid)),
            FeatureView(tensor: difference, shape: shape, dims: straight.dims))
    }
}

extension OperatorCall {
    /// Of two inputs the one that depends on the frame, and the other, a single number; nil where it is none.
    func viewAndScalar() throws -> (FeatureView, Float)? {
        guard inputs.count == 2 else { throw fault("of \(inputs.count) inputs") }
        return switch (try value(0), try value(1)) {
        case (.view(let view), .constant(let tensor)), (.constant(let tensor), .view(let view)):
            tensor.scalar.map { (view, Float($0)) }
        default: nil
        }
    }
}
