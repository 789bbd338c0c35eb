import Networks

extension NetworkLowering {
    /// What picks one of two values, element by element.
    static let choices: [String: Rule] = [
        "Where": { lowering, call in
            guard case .constant(let mask) = try call.value(0), let chosen = mask.booleans else {
                throw call.fault("a condition that depends on the frame")
            }
            // `m a + (1 − m) b`: what is masked out is finite and gone, and an infinity is a number that is as good.
            let first = ConstantTensor(dims: mask.dims, chosen.map { $0 ? Float(1) : 0 })
            let second = ConstantTensor(dims: mask.dims, chosen.map { $0 ? Float(0) : 1 })
            let parts = try zip([first, second], [1, 2]).map { weights, index in
                try lowering.masked(call, try call.value(index), weights)
            }
            return [try lowering.added(call, parts[0], parts[1])]
        },
        "Max": { lowering, call in
            guard let (view, bound) = try call.viewAndScalar() else { return [try lowering.larger(call, sign: 1)] }
            return try lowering.clip(call, view, low: bound, high: .infinity)
        },
        "Min": { lowering, call in
            guard let (view, bound) = try call.viewAndScalar() else { return [try lowering.larger(call, sign: -1)] }
            return try lowering.clip(call, view, low: -.infinity, high: bound)
        },
    ]

    /// `max(a, b) = b + max(a − b, 0)`, and `min(a, b) = b − max(b − a, 0)`.
    private mutating func larger(_ call: OperatorCall, sign: Float) throws -> Value {
        guard call.inputs.count == 2 else { throw call.fault("of \(call.inputs.count) inputs") }
        let (a, b) = (try call.value(0), try call.value(1))
        let difference = sign > 0 ? try subtracted(call, a, b) : try subtracted(call, b, a)
        guard case .view(let view) = difference else { throw call.fault("of constants of these types") }
        let excess = Value.view(try pointwise(call, role: "excess", .activation(Activation(.relu)), view))
        return sign > 0 ? try added(call, b, excess) : try subtracted(call, b, excess)
    }

    /// A value times zeros and ones.
    private mutating func masked(_ call: OperatorCall, _ value: Value, _ mask: ConstantTensor) throws -> Value {
        guard case .constant(let tensor) = value else { return try multiplied(call, value, .constant(mask)) }
        guard let dims = Strides.common(tensor.dims, mask.dims) else { throw call.fault("shapes do not broadcast") }
        try folder.reserve(dims, call)
        let (from, weights) = (tensor.places(in: dims), mask.places(in: dims))
        let (values, factors) = (tensor.floats, mask.floats)
        let large = Float.greatestFiniteMagnitude
        let masked = zip(from, weights).map { place, weight in
            factors[weight] == 0 ? 0 : min(max(values[place], -large), large)
        }
        return .constant(ConstantTensor(dims: dims, masked))
    }
}
