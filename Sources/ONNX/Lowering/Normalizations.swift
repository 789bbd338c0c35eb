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
            throw call.fault("statistics over a part of the rows or columns")
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
            let weights = spread(scale.reshaped(shape), over: view)
        else { throw call.fault("a scale or shift that does not fit") }
        let shifts = shift.flatMap { spread($0.reshaped(shape), over: view) }
        guard weights.shape.positions == 1 else { throw call.fault("a scale that differs between positions") }
        var parameters = ["weight": weights.values]
        if let shifts { parameters["bias"] = shifts.values }
        return try pointwise(
            call, role: "affine", .channelAffine(ChannelAffine(hasBias: shifts != nil)), view, parameters)
    }
}
