extension ConstantFolder {
    /// Sums and products over axes, and matrix products.
    static let reductions: [String: Rule] = [
        "ReduceProd": { try $0.reduce($1) { $0.reduce(1, *) } },
        "ReduceSum": { try $0.reduce($1) { $0.reduce(0, +) } },
        "ReduceMean": { try $0.reduce($1) { $0.reduce(0, +) / Double($0.count) } },
        "ReduceMax": { try $0.reduce($1) { $0.max() ?? -.infinity } },
        "ReduceMin": { try $0.reduce($1) { $0.min() ?? .infinity } },
        "ReduceSumSquare": { try $0.reduce($1) { $0.reduce(0) { $0 + $1 * $1 } } },
        "ReduceL2": { try $0.reduce($1) { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() } },
        "BatchNormalization": { folder, call in [try standardizedWeights(&folder, call)] },
        "MatMul": { folder, call in
            let (a, b) = (try call.constant(0), try call.constant(1))
            guard a.dims.count == 2, b.dims.count == 2, a.dims[1] == b.dims[0] else {
                throw call.fault("a product of constants that are not two fitting matrices")
            }
            let (rows, inner, columns) = (a.dims[0], a.dims[1], b.dims[1])
            // The work, not only the result, is what the file must justify.
            try folder.reserve([rows, columns], call)
            try folder.reserve([rows, inner, columns].map { max(1, $0 / 8) }, call)
            let (x, y) = (a.doubles, b.doubles)
            var product = [Float](repeating: 0, count: rows * columns)
            for i in 0..<rows {
                for j in 0..<columns {
                    var sum = 0.0
                    for k in 0..<inner { sum += x[i * inner + k] * y[k * columns + j] }
                    product[i * columns + j] = Float(sum)
                }
            }
            return [ConstantTensor(dims: [rows, columns], product)]
        },
    ]

    /// Batch norm of a weight: weight standardisation, by statistics of its own (`training_mode`) or by given ones.
    private static func standardizedWeights(
        _ folder: inout ConstantFolder, _ call: OperatorCall
    ) throws -> ConstantTensor {
        let data = try call.constant(0)
        let vectors = try (1...4).map { try call.constant($0).doubles }
        guard data.dims.count >= 2, vectors.allSatisfy({ $0.count == data.dims[1] }) else {
            throw call.fault("statistics that do not fit")
        }
        try folder.reserve(data.dims, call)
        let epsilon = Double(try call.float("epsilon", default: 1e-5))
        let usesOwn = try call.int("training_mode", default: 0) != 0
        let strides = Strides.dense(data.dims)
        let others = data.dims.indices.filter { $0 != 1 }
        let steps = Strides.places(others.map { data.dims[$0] }, others.map { strides[$0] })
        let values = data.doubles
        var result = [Float](repeating: 0, count: values.count)
        for channel in 0..<data.dims[1] {
            let places = steps.map { $0 + channel * strides[1] }
            var (mean, variance) = (vectors[2][channel], vectors[3][channel])
            if usesOwn {
                mean = places.reduce(0) { $0 + values[$1] } / Double(places.count)
                variance = places.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) } / Double(places.count)
            }
            let scale = vectors[0][channel] / (variance + epsilon).squareRoot()
            for place in places { result[place] = Float((values[place] - mean) * scale + vectors[1][channel]) }
        }
        return ConstantTensor(dims: data.dims, kind: data.kind, elements: .floats(result))
    }

    private mutating func reduce(
        _ call: OperatorCall, _ function: ([Double]) -> Double
    ) throws -> [ConstantTensor] {
        let data = try call.constant(0)
        let reduction = try Reduction(call, rank: data.dims.count)
        let others = data.dims.indices.filter { !reduction.axes.contains($0) }
        let strides = Strides.dense(data.dims)
        let starts = Strides.places(others.map { data.dims[$0] }, others.map { strides[$0] })
        let steps = Strides.places(reduction.axes.map { data.dims[$0] }, reduction.axes.map { strides[$0] })
        try reserve([data.count], call)
        let values = data.doubles
        let results = starts.map { start in function(steps.map { values[start + $0] }) }
        let dims = reduction.dims(data.dims)
        switch data.elements {
        case .floats: return [ConstantTensor(dims: dims, kind: data.kind, elements: .floats(results.map(Float.init)))]
        case .doubles: return [ConstantTensor(dims: dims, kind: data.kind, elements: .doubles(results))]
        case .integers:
            let whole = try results.map { value in
                guard let value = Int64(exactly: value.rounded(.towardZero)) else { throw call.fault("\(value)") }
                return value
            }
            return [ConstantTensor(dims: dims, kind: data.kind, elements: .integers(whole))]
        case .booleans: throw call.fault("of truth values")
        }
    }
}

/// The axes that a reduction runs over, given as an attribute or (opset 13 or 18) an input.
struct Reduction {
    let axes: [Int]
    let keepsDims: Bool

    init(_ call: OperatorCall, rank: Int) throws {
        keepsDims = try call.int("keepdims", default: 1) != 0
        let asked = try call.integers(attribute: "axes", orInput: 1) ?? []
        if asked.isEmpty {
            axes = try call.int("noop_with_empty_axes", default: 0) != 0 ? [] : Array(0..<rank)
        } else {
            axes = try call.axes(asked, rank: rank)
        }
    }

    /// The shape that is left.
    func dims(_ dims: [Int]) -> [Int] {
        dims.indices.compactMap { axes.contains($0) ? (keepsDims ? 1 : nil) : dims[$0] }
    }
}
