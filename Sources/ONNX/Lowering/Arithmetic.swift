import Networks

extension NetworkLowering {
    /// Element by element, shapes broadcast. With a constant it is a scale and a shift per channel, or a node of fixed
    /// values where the constant differs between positions.
    static let arithmetic: [String: Rule] = [
        "Add": { try $0.combine($1, .add) },
        "Sub": { try $0.combine($1, .subtract) },
        "Mul": { try $0.combine($1, .multiply) },
        "Div": { try $0.combine($1, .divide) },
        "Sum": { lowering, call in
            var result = try call.value(0)
            for index in call.inputs.indices.dropFirst() {
                result = try lowering.combined(call, .add, result, try call.value(index))
            }
            return [result]
        },
        "Neg": { lowering, call in
            let minusOne = Value.constant(ConstantTensor(dims: [], [Float(-1)]))
            return [try lowering.combined(call, .multiply, try call.value(0), minusOne)]
        },
        "Reciprocal": { lowering, call in
            let one = Value.constant(ConstantTensor(dims: [], [Float(1)]))
            return [try lowering.combined(call, .divide, one, try call.value(0))]
        },
        "Pow": { lowering, call in
            let (view, exponent) = (try call.view(0), try call.scalar(1))
            switch exponent {
            case 1: return [.view(view)]
            case 2, 3:
                let square = try lowering.combined(call, .multiply, .view(view), .view(view))
                return [exponent == 2 ? square : try lowering.combined(call, .multiply, square, .view(view))]
            case 0.5: return [.view(try lowering.pointwise(call, .activation(Activation(.squareRoot)), view))]
            case 0.75: return [.view(try lowering.threeQuarters(call, view))]
            default: throw call.fault("to the power of \(exponent)")
            }
        },
    ]

    /// `x^¾ = √x · √√x`.
    mutating func threeQuarters(_ call: OperatorCall, _ view: FeatureView) throws -> FeatureView {
        let root = try pointwise(call, role: "root", .activation(Activation(.squareRoot)), view)
        let fourth = try pointwise(call, role: "fourth", .activation(Activation(.squareRoot)), root)
        return try joined(call, .multiply, root, fourth)
    }

    /// One of the four operations.
    private enum Combination {
        case add, subtract, multiply, divide

        var operation: Operation {
            switch self {
            case .add: .add(Add())
            case .subtract: .subtract(Subtract())
            case .multiply: .multiply(Multiply())
            case .divide: .divide(Divide())
            }
        }
    }

    private mutating func combine(_ call: OperatorCall, _ combination: Combination) throws -> [Value] {
        guard call.inputs.count == 2 else { throw call.fault("of \(call.inputs.count) inputs") }
        return [try combined(call, combination, try call.value(0), try call.value(1))]
    }

    mutating func added(_ call: OperatorCall, _ a: Value, _ b: Value) throws -> Value {
        try combined(call, .add, a, b)
    }

    mutating func subtracted(_ call: OperatorCall, _ a: Value, _ b: Value) throws -> Value {
        try combined(call, .subtract, a, b)
    }

    mutating func multiplied(_ call: OperatorCall, _ a: Value, _ b: Value) throws -> Value {
        try combined(call, .multiply, a, b)
    }

    private mutating func combined(
        _ call: OperatorCall, _ combination: Combination, _ a: Value, _ b: Value
    ) throws -> Value {
        switch (a, b) {
        case (.view(let a), .view(let b)): .view(try joined(call, combination, a, b))
        case (.view(let view), .constant(let constant)):
            .view(try joined(call, combination, view, constant, constantFirst: false))
        case (.constant(let constant), .view(let view)):
            .view(try joined(call, combination, view, constant, constantFirst: true))
        case (.constant, .constant): throw call.fault("of constants of these types")
        }
    }

    private mutating func joined(
        _ call: OperatorCall, _ combination: Combination, _ view: FeatureView, _ constant: ConstantTensor,
        constantFirst: Bool
    ) throws -> FeatureView {
        var view = view
        let missing = constant.dims.count - view.dims.count
        if missing > 0 { view.dims.insert(contentsOf: [[FeatureView.Factor]](repeating: [], count: missing), at: 0) }
        guard let (shape, values) = try spread(call, constant, over: view) else {
            return try widened(call, combination, view, constant, constantFirst: constantFirst)
        }
        let isPerChannel = shape.positions == 1
        if isPerChannel, !(combination == .divide && constantFirst) {
            let affine: (weight: [Float]?, bias: [Float]?) =
                switch (combination, constantFirst) {
                case (.add, _): (nil, values)
                case (.subtract, false): (nil, values.map { -$0 })
                case (.subtract, true): (values.map { _ in -1 }, values)
                case (.multiply, _): (values, nil)
                case (.divide, _): (values.map { 1 / $0 }, nil)
                }
            var parameters = ["weight": affine.weight ?? values.map { _ in 1 }]
            if let bias = affine.bias { parameters["bias"] = bias }
            let operation = ChannelAffine(hasBias: affine.bias != nil)
            return try pointwise(call, .channelAffine(operation), view, parameters)
        }
        let fixed = try self.constant(call, role: "constant", shape, values)
        let inputs = constantFirst ? [fixed.tensor, view.tensor] : [view.tensor, fixed.tensor]
        let (tensor, output) = try emit(call, combination.operation, inputs)
        return FeatureView(tensor: tensor, shape: output, dims: view.dims)
    }

    /// With a constant that is larger than the tensor along some axis: the tensor is repeated there.
    private mutating func widened(
        _ call: OperatorCall, _ combination: Combination, _ view: FeatureView, _ constant: ConstantTensor,
        constantFirst: Bool
    ) throws -> FeatureView {
        let image = try image(call, view)
        let dims = [Int](repeating: 1, count: 4 - constant.dims.count) + constant.dims
        guard dims[0] == 1, Strides.common(image.extents, dims) != nil else {
            throw call.fault("shapes do not broadcast")
        }
        let shape = FeatureShape(height: dims[2], width: dims[3], channels: dims[1])
        let strides = Strides.dense(dims)
        let source = constant.floats
        let values = Strides.places([dims[2], dims[3], dims[1]], [strides[2], strides[3], strides[1]]).map {
            source[$0]
        }
        let fixed = try self.constant(call, role: "constant", shape, values)
        let inputs = constantFirst ? [fixed.tensor, image.tensor] : [image.tensor, fixed.tensor]
        let (tensor, output) = try emit(call, combination.operation, inputs)
        return FeatureView(nchw: tensor, output)
    }

    private mutating func joined(
        _ call: OperatorCall, _ combination: Combination, _ a: FeatureView, _ b: FeatureView
    ) throws -> FeatureView {
        let rank = max(a.dims.count, b.dims.count)
        var (a, b) = (a, b)
        a.dims.insert(contentsOf: [[FeatureView.Factor]](repeating: [], count: rank - a.dims.count), at: 0)
        b.dims.insert(contentsOf: [[FeatureView.Factor]](repeating: [], count: rank - b.dims.count), at: 0)
        if !fit(a, b) {
            // Channels in unlike orders, or parts of them: both in the order of the dimensions, the smaller repeated.
            a = try rearranged(call, a)
            b = try rearranged(call, b)
            if !fit(a, b) {
                let (less, more) = a.shape.channels < b.shape.channels ? (a, b) : (b, a)
                if let repeated = try repeating(call, less, as: more), fit(repeated, more) {
                    (a, b) = a.shape.channels < b.shape.channels ? (repeated, b) : (a, repeated)
                } else {
                    (a, b) = try aligned(call, a, b)
                }
            }
            guard fit(a, b) else { throw call.fault("tensors whose layouts do not fit") }
        }
        let (tensor, shape) = try emit(call, combination.operation, [a.tensor, b.tensor])
        return FeatureView(tensor: tensor, shape: shape, dims: zip(a.dims, b.dims).map { $0.isEmpty ? $1 : $0 })
    }

    /// Whether the engine's broadcasting along rows, columns and channels is what the dimensions ask for.
    private func fit(_ a: FeatureView, _ b: FeatureView) -> Bool {
        let agree = zip(a.dims, b.dims).allSatisfy { $0 == $1 || $0.isEmpty || $1.isEmpty }
        func axes(_ dims: [[FeatureView.Factor]], _ others: [[FeatureView.Factor]]) -> Bool {
            // An axis is there altogether or not at all.
            [FeatureView.Axis.channel, .height, .width].allSatisfy { axis in
                let own = dims.map { $0.filter { $0.axis == axis } }
                let other = others.map { $0.filter { $0.axis == axis } }
                return own == other || own.allSatisfy(\.isEmpty) || other.allSatisfy(\.isEmpty)
            }
        }
        return agree && axes(a.dims, b.dims)
    }

    /// A tensor with a part of another's channels, repeated to all of them; nil where it has others.
    private mutating func repeating(
        _ call: OperatorCall, _ less: FeatureView, as more: FeatureView
    ) throws -> FeatureView? {
        var channels = [Int](repeating: 0, count: more.shape.channels)
        var dims = less.dims
        var places = [0]
        var origins = [0]
        for index in more.dims.indices {
            let factors = more.dims[index].filter { $0.axis == .channel }
            let own = less.dims[index].filter { $0.axis == .channel }
            guard factors.isEmpty || (less.isChannels(index) && more.isChannels(index)) else { return nil }
            let steps = Strides.places(factors.map(\.size), factors.map(\.stride))
            let ownSteps = Strides.places(own.map(\.size), own.map(\.stride))
            guard ownSteps.count == 1 || ownSteps.count == steps.count else { return nil }
            places = places.flatMap { place in steps.map { place + $0 } }
            origins = origins.flatMap { origin in
                steps.indices.map { origin + (ownSteps.count == 1 ? ownSteps[0] : ownSteps[$0]) }
            }
            guard own.count == dims[index].count || own.isEmpty else { return nil }
            if !factors.isEmpty { dims[index] = more.dims[index] }
        }
        guard places.count == channels.count else { return nil }
        for (place, origin) in zip(places, origins) { channels[place] = origin }
        let (tensor, shape) = try emit(call, role: "repeat", .channelGather(ChannelGather(channels)), [less.tensor])
        return FeatureView(tensor: tensor, shape: shape, dims: dims)
    }
}
