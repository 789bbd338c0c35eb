extension ConstantFolder {
    /// Constants out of nothing, or out of a shape.
    static let sources: [String: Rule] = [
        "Constant": { _, call in [try constant(call)] },
        "ConstantOfShape": { folder, call in
            let dims = try call.integers(0)
            let count = try folder.reserve(dims, call)
            let value = try call.tensor("value") ?? ConstantTensor(dims: [1], [Float(0)])
            guard value.count == 1 else { throw call.fault("value is no single number") }
            return [value.taking([Int](repeating: 0, count: count), dims: dims)]
        },
        "Shape": { _, call in [try shape(call, try call.constant(0).dims)] },
        "Size": { _, call in [ConstantTensor(dims: [], [Int64(try call.constant(0).count)])] },
        "Range": { folder, call in [try range(&folder, call)] },
    ]

    private static func constant(_ call: OperatorCall) throws -> ConstantTensor {
        if let tensor = try call.tensor("value") { return tensor }
        if let value = try call.float("value_float") { return ConstantTensor(dims: [], [value]) }
        if let value = try call.int("value_int") { return ConstantTensor(dims: [], [Int64(value)]) }
        if let values = try call.floats("value_floats") { return ConstantTensor(dims: [values.count], values) }
        if let values = try call.ints("value_ints") { return ConstantTensor(values) }
        throw call.fault("a constant that is no number")
    }

    /// A shape, or the part of it between `start` and `end` (opset 15).
    static func shape(_ call: OperatorCall, _ dims: [Int]) throws -> ConstantTensor {
        func bound(_ value: Int) -> Int { min(max(value < 0 ? value + dims.count : value, 0), dims.count) }
        let start = bound(try call.int("start", default: 0))
        let end = bound(try call.int("end", default: dims.count))
        return ConstantTensor(Array(dims[start..<max(start, end)]))
    }

    private static func range(_ folder: inout ConstantFolder, _ call: OperatorCall) throws -> ConstantTensor {
        let (start, limit, step) = (try call.scalar(0), try call.scalar(1), try call.scalar(2))
        let steps = ((limit - start) / step).rounded(.up)
        guard steps.isFinite, steps < 1e15 else { throw call.fault("a range from \(start) to \(limit) by \(step)") }
        let count = max(0, Int(steps))
        try folder.reserve([count], call)
        let first = try call.constant(0)
        switch first.elements {
        case .integers:
            let (begin, step) = (Int64(start), Int64(step))
            let values = (0..<count).map { begin &+ Int64($0) &* step }
            return ConstantTensor(dims: [count], kind: first.kind, elements: .integers(values))
        default:
            let values = (0..<count).map { Float(start + Double($0) * step) }
            return ConstantTensor(dims: [count], values)
        }
    }
}

extension OperatorCall {
    /// A tensor among the attributes.
    func tensor(_ name: String) throws -> ConstantTensor? {
        guard let proto = node.attributes[name]?.t else { return nil }
        guard proto.dataLocation != TensorProto.external else { throw fault("attribute \(name) lies in another file") }
        var files = ExternalData(model: "")
        return try ConstantTensor(proto, named: node.name, externalData: &files)
    }
}
