import Networks

extension NetworkLowering {
    static let normalizations: [String: Rule] = [
        "BatchNormalization": { lowering, call in
            guard try call.int("training_mode", default: 0) == 0 else { throw call.fault("in training mode") }
            let view = try call.view(0)
            guard view.dims.count >= 2, view.dims[0].isEmpty, view.isChannels(1),
                FeatureView.extent(view.dims[1]) == view.shape.channels
            else { throw call.fault("over something else than the channels") }
            let ordered = try lowering.rearranged(call, view)
            let roles = ["weight", "bias", "running_mean", "running_var"]
            var parameters: [String: [Float]] = [:]
            for (index, role) in roles.enumerated() { parameters[role] = try call.constant(index + 1).floats }
            let epsilon = Double(try call.float("epsilon", default: 1e-5))
            return [.view(try lowering.pointwise(call, .batchNorm(BatchNorm(epsilon: epsilon)), ordered, parameters))]
        },
        "InstanceNormalization": { lowering, call in
            let view = try call.view(0)
            guard view.dims.count > 2 else { throw call.fault("of \(view.dims.count) dimensions") }
            let epsilon = Double(try call.float("epsilon", default: 1e-5))
            let norm = try lowering.standardized(call, view, Array(2..<view.dims.count), epsilon)
            let shape = [view.extents[1]] + [Int](repeating: 1, count: view.dims.count - 2)
            return [
                .view(try lowering.scaled(call, norm, try call.constant(1), try call.constant(2), shape: shape))
            ]
        },
        "GroupNormalization": { lowering, call in
            let view = try call.view(0)
            guard view.dims.count > 2, let groups = try call.int("num_groups"), groups > 0,
                view.extents[1] % groups == 0
            else { throw call.fault("without groups that divide the channels") }
            let channels = view.extents[1]
            let split = [view.extents[0], groups, channels / groups] + view.extents[2...]
            guard let grouped = view.reshaped(split) else { throw call.fault("channels do not split into groups") }
            let epsilon = Double(try call.float("epsilon", default: 1e-5))
            var norm = try lowering.standardized(call, grouped, Array(2..<split.count), epsilon)
            // One scale a group up to opset 20, one a channel from then on.
            let scale = try call.constant(1)
            let ones = [Int](repeating: 1, count: view.dims.count - 2)
            if scale.count == groups, scale.count != channels {
                norm = try lowering.scaled(call, norm, scale, try call.constant(2), shape: [groups, 1] + ones)
            } else {
                guard scale.count == channels else { throw call.fault("\(scale.count) scales") }
                let shape = [groups, channels / groups] + ones
                norm = try lowering.scaled(call, norm, scale, try call.constant(2), shape: shape)
            }
            guard let joined = norm.reshaped(view.extents) else { throw call.fault("groups do not join to channels") }
            return [.view(joined)]
        },
        "LayerNormalization": { lowering, call in
            let view = try call.view(0)
            let axis = try call.axis(try call.int("axis", default: -1), rank: view.dims.count)
            let epsilon = Double(try call.float("epsilon", default: 1e-5))
            let norm = try lowering.standardized(call, view, Array(axis..<view.dims.count), epsilon)
            let scale = try call.constant(1)
            return [
                .view(try lowering.scaled(call, norm, scale, try call.optionalConstant(2), shape: scale.dims))
            ]
        },
        "LRN": { lowering, call in [.view(try lowering.localResponse(call))] },
        FusedOperator.standardize: { lowering, call in
            let view = try call.view(0)
            let axes = try call.axes(try call.ints("axes") ?? [], rank: view.dims.count)
            return [
                .view(try lowering.standardized(call, view, axes, Double(try call.float("epsilon", default: 0))))
            ]
        },
    ]

    /// `(x − μ) / √(σ² + ε)` over some dimensions: layer normalisation where they are the channels, group
    /// normalisation where they are all positions and a part of the channels.
    private mutating func standardized(
        _ call: OperatorCall, _ view: FeatureView, _ axes: [Int], _ epsilon: Double
    ) throws -> FeatureView {
        let others = view.dims.indices.filter { !axes.contains($0) }
        let reduced = axes.flatMap { view.dims[$0] }
        let kept = others.flatMap { view.dims[$0] }
        let channels = reduced.filter { $0.axis == .channel }.reduce(1) { $0 * $1.size }
        if channels == view.shape.channels, reduced.allSatisfy({ $0.axis == .channel }) {
            return try pointwise(call, .layerNorm(LayerNorm(epsilon: epsilon)), view)
        }
        guard kept.allSatisfy({ $0.axis == .channel }) else {
            let ordered = try arranged(call, view, Arrangement(rows: others, channels: axes))
            return try pointwise(call, .layerNorm(LayerNorm(epsilon: epsilon)), ordered)
        }
        // The groups of neighbours are what the kept dimensions tell apart.
        let ordered = try rearranged(call, view, leading: others)
        let groups = view.shape.channels / channels
        return try pointwise(call, .groupNorm(GroupNorm(groups: groups, epsilon: epsilon)), ordered)
    }

    /// A scale and a shift, each a constant that broadcasts when it has the given shape.
    private mutating func scaled(
        _ call: OperatorCall, _ view: FeatureView, _ scale: ConstantTensor, _ shift: ConstantTensor?, shape: [Int]
    ) throws -> FeatureView {
        guard scale.count == shape.reduce(1, *), shift == nil || shift?.count == scale.count,
            let weights = try spread(call, scale.reshaped(shape), over: view)
        else { throw call.fault("a scale or shift that does not fit") }
        let shifts = try shift.flatMap { try spread(call, $0.reshaped(shape), over: view) }
        guard weights.shape.positions == 1 else { throw call.fault("a scale that differs between positions") }
        var parameters = ["weight": weights.values]
        if let shifts { parameters["bias"] = shifts.values }
        return try pointwise(
            call, role: "affine", .channelAffine(ChannelAffine(hasBias: shifts != nil)), view, parameters)
    }

    /// `x / (bias + alpha / size · Σ x²)^beta`, the sum over `size` neighbouring channels, which become columns for it.
    private mutating func localResponse(_ call: OperatorCall) throws -> FeatureView {
        let image = try image(call)
        let size = try call.int("size", default: 0)
        guard (1...Window.limit).contains(size) else { throw call.fault("size \(size)") }
        let beta = try call.float("beta", default: 0.75)
        let (alpha, bias) = (try call.float("alpha", default: 1e-4), try call.float("bias", default: 1))
        let (squared, shape) = try emit(call, role: "square", .multiply(Multiply()), [image.tensor, image.tensor])
        let lines = try arranged(
            call, FeatureView(nchw: squared, shape), Arrangement(rows: [2, 3], columns: [1]), role: "lines")
        let near = (size - 1) / 2
        let padding = Padding(top: 0, left: near, bottom: 0, right: size - 1 - near)
        let pool = AveragePool(kernel: Size(height: 1, width: size), stride: Size(1), padding: padding)
        let (mean, _) = try emit(call, role: "mean", .averagePool(pool), [lines.tensor])
        let back = try arranged(
            call, FeatureView(tensor: mean, shape: lines.shape, dims: lines.dims),
            Arrangement(rows: [2], columns: [3], channels: [1]), role: "back")
        let base = try pointwise(
            call, role: "base", .channelAffine(ChannelAffine(hasBias: true)), back,
            [
                "weight": [Float](repeating: alpha, count: back.shape.channels),
                "bias": [Float](repeating: bias, count: back.shape.channels),
            ])
        let power: FeatureView
        switch beta {
        case 1: power = base
        case 0.5: power = try pointwise(call, role: "root", .activation(Activation(.squareRoot)), base)
        case 0.75: power = try threeQuarters(call, base)
        default: throw call.fault("beta \(beta)")
        }
        let (tensor, output) = try emit(call, .divide(Divide()), [image.tensor, power.tensor])
        return FeatureView(nchw: tensor, output)
    }
}
