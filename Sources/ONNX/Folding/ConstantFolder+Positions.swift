extension ConstantFolder {
    /// Running sums, and elements picked by several indices.
    static let positions: [String: Rule] = [
        "CumSum": { folder, call in [try runningSum(&folder, call)] },
        "GatherND": { folder, call in [try gatherND(&folder, call)] },
        "Trilu": { folder, call in [try triangle(&folder, call)] },
    ]

    /// `y[…, i, …] = Σ_{j ≤ i} x[…, j, …]`; from the other end where `reverse`, without the element itself where
    /// `exclusive`.
    private static func runningSum(_ folder: inout ConstantFolder, _ call: OperatorCall) throws -> ConstantTensor {
        let data = try call.constant(0)
        guard let asked = try call.integers(1).first else { throw call.fault("no axis") }
        let axis = try call.axis(asked, rank: data.dims.count)
        try folder.reserve(data.dims, call)
        let isReversed = try call.int("reverse", default: 0) != 0
        let isExclusive = try call.int("exclusive", default: 0) != 0
        let strides = Strides.dense(data.dims)
        let others = data.dims.indices.filter { $0 != axis }
        let starts = Strides.places(others.map { data.dims[$0] }, others.map { strides[$0] })
        let along = (0..<data.dims[axis]).map { $0 * strides[axis] }
        let steps = isReversed ? along.reversed() : along
        func sums<Number: AdditiveArithmetic>(_ values: [Number], _ add: (Number, Number) -> Number) -> [Number] {
            var result = values
            for start in starts {
                var sum = Number.zero
                for step in steps {
                    let next = add(sum, values[start + step])
                    result[start + step] = isExclusive ? sum : next
                    sum = next
                }
            }
            return result
        }
        let elements: ConstantTensor.Elements
        switch data.elements {
        case .floats(let values): elements = .floats(sums(values, +))
        case .doubles(let values): elements = .doubles(sums(values, +))
        case .integers(let values): elements = .integers(sums(values, &+))
        case .booleans: throw call.fault("of truth values")
        }
        return ConstantTensor(dims: data.dims, kind: data.kind, elements: elements)
    }

    private static func gatherND(_ folder: inout ConstantFolder, _ call: OperatorCall) throws -> ConstantTensor {
        let (data, places) = (try call.constant(0), try call.constant(1))
        guard try call.int("batch_dims", default: 0) == 0, let depth = places.dims.last, depth <= data.dims.count,
            let flat = places.integers
        else { throw call.fault("indices of \(places.dims)") }
        let dims = places.dims.dropLast() + data.dims[depth...]
        try folder.reserve(Array(dims), call)
        let strides = Strides.dense(data.dims)
        let inner = data.dims[depth...].reduce(1, *)
        var sources: [Int] = []
        for row in 0..<places.dims.dropLast().reduce(1, *) {
            var start = 0
            for axis in 0..<depth {
                let index = flat[row * depth + axis]
                guard (-data.dims[axis]..<data.dims[axis]).contains(index) else { throw call.fault("index \(index)") }
                start += (index < 0 ? index + data.dims[axis] : index) * strides[axis]
            }
            sources += start..<start + inner
        }
        return data.taking(sources, dims: Array(dims))
    }

    /// The upper or lower triangle of matrices, zeros elsewhere.
    private static func triangle(_ folder: inout ConstantFolder, _ call: OperatorCall) throws -> ConstantTensor {
        let data = try call.constant(0)
        guard data.dims.count >= 2 else { throw call.fault("of \(data.dims)") }
        let (rows, columns) = (data.dims[data.dims.count - 2], data.dims[data.dims.count - 1])
        let diagonal = call.has(1) ? try call.integers(1).first ?? 0 : 0
        guard abs(Double(diagonal)) < 1e15 else { throw call.fault("diagonal \(diagonal)") }
        let isUpper = try call.int("upper", default: 1) != 0
        try folder.reserve(data.dims, call)
        func isKept(_ place: Int) -> Bool {
            let (row, column) = (place / columns % rows, place % columns)
            return isUpper ? column >= row + diagonal : column <= row + diagonal
        }
        let elements: ConstantTensor.Elements
        switch data.elements {
        case .floats(let values): elements = .floats(values.indices.map { isKept($0) ? values[$0] : 0 })
        case .doubles(let values): elements = .doubles(values.indices.map { isKept($0) ? values[$0] : 0 })
        case .integers(let values): elements = .integers(values.indices.map { isKept($0) ? values[$0] : 0 })
        case .booleans(let values): elements = .booleans(values.indices.map { isKept($0) && values[$0] })
        }
        return ConstantTensor(dims: data.dims, kind: data.kind, elements: elements)
    }
}
