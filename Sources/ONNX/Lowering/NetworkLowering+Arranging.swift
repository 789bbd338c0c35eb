import Networks

/// Which dimensions of a view a tensor is to have as its rows, its columns and its channels.
struct Arrangement: Hashable, Sendable {
    var rows: [Int] = []
    var columns: [Int] = []
    var channels: [Int] = []

    /// The dimensions in the order in which a tensor of this arrangement runs through them.
    var order: [Int] { rows + columns + channels }

    /// The shape of a tensor whose dimensions have these extents.
    func shape(_ extents: [Int]) -> FeatureShape {
        func extent(_ dims: [Int]) -> Int { dims.reduce(1) { $0 * extents[$1] } }
        return FeatureShape(height: extent(rows), width: extent(columns), channels: extent(channels))
    }

    /// Dimensions that are parts of the axes, the first of each the outermost.
    func dims(_ extents: [Int]) -> [[FeatureView.Factor]] {
        var result = [[FeatureView.Factor]](repeating: [], count: extents.count)
        for (axis, dims) in [(FeatureView.Axis.height, rows), (.width, columns), (.channel, channels)] {
            var stride = 1
            for index in dims.reversed() {
                result[index] = [FeatureView.Factor(axis, extents[index], stride)]
                stride *= extents[index]
            }
        }
        return result
    }
}

extension NetworkLowering {
    /// A view with its values where an arrangement wants them: the view itself where they are there.
    ///
    /// - Precondition: every dimension of more than one step is in the arrangement, once.
    mutating func arranged(
        _ call: OperatorCall, _ view: FeatureView, _ arrangement: Arrangement, role: String = "arrange"
    ) throws -> FeatureView {
        let extents = view.extents
        let shape = arrangement.shape(extents)
        let dims = FeatureView(tensor: "", shape: shape, dims: arrangement.dims(extents)).dims
        if shape == view.shape, dims == view.dims { return view }
        // Every factor as a part of the tensor in row-major order.
        let strides: [FeatureView.Axis: Int] = [
            .channel: 1, .width: view.shape.channels, .height: view.shape.channels * view.shape.width,
        ]
        let wanted = arrangement.order.flatMap { view.dims[$0] }
        let flat = wanted.map { $0.stride * (strides[$0.axis] ?? 0) }
        let stored = wanted.indices.sorted { flat[$0] > flat[$1] }
        var order = [Int](repeating: 0, count: wanted.count)
        for (place, index) in stored.enumerated() { order[index] = place }
        let operation = Rearrange(sizes: stored.map { wanted[$0].size }, order: order, to: shape)
        let (tensor, _) = try emit(call, role: role, .rearrange(operation), [view.tensor])
        return FeatureView(tensor: tensor, shape: shape, dims: dims)
    }

    /// The view in another shape, its values moved where no factor divides as the shape asks.
    mutating func reshaped(
        _ call: OperatorCall, _ view: FeatureView, _ extents: [Int]
    ) throws -> FeatureView {
        if let reshaped = view.reshaped(extents) { return reshaped }
        let given = view.extents
        guard given.reduce(1, *) == extents.reduce(1, *) else { throw call.fault("\(given) as \(extents)") }
        // Pieces that the two shapes have in common: within each, one axis will do.
        var pieces: [[Int]] = []
        var next = 0
        var before = 1
        var after = 1
        var open: [Int] = []
        for (index, extent) in given.enumerated() where extent > 1 {
            before *= extent
            open.append(index)
            while next < extents.count, after < before {
                after *= extents[next]
                next += 1
            }
            if after == before {
                pieces.append(open)
                open = []
            }
        }
        let arrangement =
            switch pieces.count {
            case 2: Arrangement(columns: pieces[0], channels: pieces[1])
            case 3: Arrangement(rows: pieces[0], columns: pieces[1], channels: pieces[2])
            default: Arrangement(channels: given.indices.filter { given[$0] > 1 })
            }
        guard let reshaped = try arranged(call, view, arrangement).reshaped(extents) else {
            throw call.fault("\(given) as \(extents) cuts across channels, rows or columns")
        }
        return reshaped
    }

    /// Two views whose shapes broadcast, in layouts that broadcast axis by axis.
    mutating func aligned(
        _ call: OperatorCall, _ a: FeatureView, _ b: FeatureView
    ) throws -> (FeatureView, FeatureView) {
        guard let extents = Strides.common(a.extents, b.extents) else { throw call.fault("shapes do not broadcast") }
        // Neighbours that the same operands run through are one axis.
        var groups: [[Int]] = []
        var last: [Bool] = []
        for index in extents.indices where extents[index] > 1 {
            let kind = [a, b].map { $0.extents[index] > 1 }
            if kind == last, groups.count > 0, extents.count != 4 {
                groups[groups.count - 1].append(index)
            } else {
                groups.append([index])
            }
            last = kind
        }
        let arrangement: Arrangement
        if extents.count == 4, extents[0] == 1 {
            arrangement = Arrangement(rows: [2], columns: [3], channels: [1])
        } else {
            guard groups.count <= 3 else { throw call.fault("tensors whose layouts do not fit") }
            arrangement = Arrangement(
                rows: groups.count > 2 ? groups[0] : [], columns: groups.count > 1 ? groups[groups.count - 2] : [],
                channels: groups.last ?? [])
        }
        return (try arranged(call, a, arrangement, role: "left"), try arranged(call, b, arrangement, role: "right"))
    }

    /// A constant of any rank as a node, its last dimension the channels.
    mutating func view(_ call: OperatorCall, of constant: ConstantTensor) throws -> FeatureView {
        let axes = constant.dims.indices.filter { constant.dims[$0] > 1 }
        let arrangement = Arrangement(columns: axes.dropLast(), channels: axes.suffix(1))
        let shape = arrangement.shape(constant.dims)
        let (tensor, _) = try self.constant(call, role: "constant", shape, constant.floats)
        return FeatureView(tensor: tensor, shape: shape, dims: arrangement.dims(constant.dims))
    }
}
