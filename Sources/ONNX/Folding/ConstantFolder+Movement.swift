extension ConstantFolder {
    /// Elements in other places and other shapes.
    static let movement: [String: Rule] = [
        "Identity": { _, call in [try call.constant(0)] },
        "Dropout": { _, call in [try call.constant(0)] },
        "Reshape": { _, call in
            let data = try call.constant(0)
            return [data.reshaped(try call.reshapeTarget(data.dims, try call.integers(1)))]
        },
        "Flatten": { _, call in
            let data = try call.constant(0)
            return [data.reshaped(try call.flattened(data.dims))]
        },
        "Squeeze": { _, call in
            let data = try call.constant(0)
            let axes = try call.squeezedAxes(data.dims)
            return [data.reshaped(data.dims.indices.filter { !axes.contains($0) }.map { data.dims[$0] })]
        },
        "Unsqueeze": { _, call in
            let data = try call.constant(0)
            var dims = data.dims
            for axis in try call.unsqueezedAxes(rank: dims.count) { dims.insert(1, at: axis) }
            return [data.reshaped(dims)]
        },
        "Transpose": { folder, call in
            let data = try call.constant(0)
            let order = try call.transposition(rank: data.dims.count)
            let strides = Strides.dense(data.dims)
            return [
                try folder.strided(data, order.map { data.dims[$0] }, order.map { strides[$0] }, call)
            ]
        },
        "Expand": { folder, call in
            let data = try call.constant(0)
            let asked = try call.integers(1)
            guard asked.allSatisfy({ $0 >= 0 }), let dims = Strides.common(data.dims, asked),
                let strides = Strides.broadcast(data.dims, to: dims)
            else { throw call.fault("\(data.dims) does not expand to \(asked)") }
            return [try folder.strided(data, dims, strides, call)]
        },
        "Tile": { folder, call in
            let data = try call.constant(0)
            let repeats = try call.integers(1)
            guard repeats.count == data.dims.count, repeats.allSatisfy({ $0 >= 0 }) else {
                throw call.fault("repeats of \(repeats)")
            }
            let strides = Strides.dense(data.dims)
            let pairs = data.dims.indices.flatMap { [(repeats[$0], 0), (data.dims[$0], strides[$0])] }
            let tiled = try folder.strided(data, pairs.map(\.0), pairs.map(\.1), call)
            return [tiled.reshaped(data.dims.indices.map { repeats[$0] * data.dims[$0] })]
        },
        "Slice": { folder, call in
            let data = try call.constant(0)
            return [try folder.sliced(data, try call.slices(data.dims), call)]
        },
        "Split": { folder, call in
            let data = try call.constant(0)
            let axis = try call.axis(try call.int("axis", default: 0), rank: data.dims.count)
            var slices = data.dims.map { AxisSlice(begin: 0, step: 1, count: $0) }
            var begin = 0
            var pieces: [ConstantTensor] = []
            for size in try call.pieces(of: data.dims[axis]) {
                slices[axis] = AxisSlice(begin: begin, step: 1, count: size)
                pieces.append(try folder.sliced(data, slices, call))
                begin += size
            }
            return pieces
        },
        "Concat": { folder, call in [try concat(&folder, call)] },
        "Gather": { folder, call in [try gather(&folder, call)] },
        "ScatterND": { folder, call in [try scatter(&folder, call)] },
    ]

    /// A tensor read with strides.
    private mutating func strided(
        _ data: ConstantTensor, _ dims: [Int], _ strides: [Int], offset: Int = 0, _ call: OperatorCall
    ) throws -> ConstantTensor {
        try reserve(dims, call)
        return data.taking(Strides.places(dims, strides, offset: offset), dims: dims)
    }

    private mutating func sliced(
        _ data: ConstantTensor, _ slices: [AxisSlice], _ call: OperatorCall
    ) throws -> ConstantTensor {
        let strides = Strides.dense(data.dims)
        let offset = slices.indices.reduce(0) { $0 + slices[$1].begin * strides[$1] }
        return try strided(
            data, slices.map(\.count), slices.indices.map { strides[$0] * slices[$0].step }, offset: offset, call)
    }

    private static func concat(_ folder: inout ConstantFolder, _ call: OperatorCall) throws -> ConstantTensor {
        let parts = try call.inputs.indices.map { try call.constant($0) }
        guard let first = parts.first, let given = try call.int("axis") else { throw call.fault("nothing to join") }
        let axis = try call.axis(given, rank: first.dims.count)
        var dims = first.dims
        dims[axis] = 0
        for part in parts {
            var others = part.dims
            guard others.count == dims.count else { throw call.fault("parts of unequal rank") }
            dims[axis] += others[axis]
            others[axis] = dims[axis]
            guard others == dims else { throw call.fault("parts of unequal shape") }
        }
        try folder.reserve(dims, call)
        let outer = dims[..<axis].reduce(1, *)
        func joined<Element>(_ lists: [[Element]]) -> [Element] {
            var result: [Element] = []
            for row in 0..<outer {
                for list in lists {
                    let length = list.count / outer
                    result += list[row * length..<(row + 1) * length]
                }
            }
            return result
        }
        let elements: ConstantTensor.Elements
        switch first.elements {
        case .floats: elements = .floats(joined(parts.map(\.floats)))
        case .doubles: elements = .doubles(joined(parts.map(\.doubles)))
        case .integers: elements = .integers(joined(try parts.map { try call.integers64($0) }))
        case .booleans: elements = .booleans(joined(try parts.map { try call.booleans($0) }))
        }
        return ConstantTensor(dims: dims, kind: first.kind, elements: elements)
    }

    private static func gather(_ folder: inout ConstantFolder, _ call: OperatorCall) throws -> ConstantTensor {
        let data = try call.constant(0)
        let axis = try call.axis(try call.int("axis", default: 0), rank: data.dims.count)
        let extent = data.dims[axis]
        let picked = try call.integers(1)
        guard picked.allSatisfy({ (-extent..<extent).contains($0) }) else { throw call.fault("an index beyond \(extent)") }
        let before = Array(data.dims[..<axis])
        let after = Array(data.dims[(axis + 1)...])
        let dims = before + (try call.constant(1).dims) + after
        try folder.reserve(dims, call)
        let inner = after.reduce(1, *)
        var places: [Int] = []
        for row in 0..<before.reduce(1, *) {
            for index in picked {
                let start = (row * extent + (index < 0 ? index + extent : index)) * inner
                places += start..<start + inner
            }
        }
        return data.taking(places, dims: dims)
    }

    private static func scatter(_ folder: inout ConstantFolder, _ call: OperatorCall) throws -> ConstantTensor {
        let (data, updates) = (try call.constant(0), try call.constant(2))
        let places = try call.constant(1)
        guard try call.string("reduction", default: "none") == "none" else { throw call.fault("with a reduction") }
        guard let depth = places.dims.last, depth <= data.dims.count, let flat = places.integers else {
            throw call.fault("indices of \(places.dims)")
        }
        let inner = data.dims[depth...].reduce(1, *)
        let rows = places.dims.dropLast().reduce(1, *)
        guard updates.count == rows * inner else { throw call.fault("\(updates.count) updates") }
        try folder.reserve(data.dims, call)
        let strides = Strides.dense(data.dims)
        // Where each element of the result comes from: the data, or behind it the updates.
        var sources = Array(0..<data.count)
        for row in 0..<rows {
            var start = 0
            for axis in 0..<depth {
                let index = flat[row * depth + axis]
                guard (-data.dims[axis]..<data.dims[axis]).contains(index) else { throw call.fault("index \(index)") }
                start += (index < 0 ? index + data.dims[axis] : index) * strides[axis]
            }
            for offset in 0..<inner { sources[start + offset] = data.count + row * inner + offset }
        }
        let both: ConstantTensor.Elements
        switch data.elements {
        case .floats(let values): both = .floats(values + updates.floats)
        case .doubles(let values): both = .doubles(values + updates.doubles)
        case .integers(let values): both = .integers(values + (try call.integers64(updates)))
        case .booleans(let values): both = .booleans(values + (try call.booleans(updates)))
        }
        return ConstantTensor(dims: data.dims, kind: data.kind, elements: both.taking(sources))
    }
}

extension OperatorCall {
    func integers64(_ tensor: ConstantTensor) throws -> [Int64] {
        guard case .integers(let values) = tensor.elements else { throw fault("mixed element types") }
        return values
    }

    func booleans(_ tensor: ConstantTensor) throws -> [Bool] {
        guard let values = tensor.booleans else { throw fault("mixed element types") }
        return values
    }
}
