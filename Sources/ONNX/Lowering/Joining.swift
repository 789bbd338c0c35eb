import Networks

extension NetworkLowering {
    static let joining: [String: Rule] = [
        "Concat": { lowering, call in [try lowering.concat(call)] },
        "Expand": { lowering, call in
            let view = try call.view(0)
            let asked = try call.integers(1)
            guard asked.allSatisfy({ $0 >= 0 }), let extents = Strides.common(view.extents, asked) else {
                throw call.fault("it does not expand to \(asked)")
            }
            return [.view(try lowering.expanded(call, view, extents))]
        },
        "Tile": { lowering, call in
            let view = try call.view(0)
            let repeats = try call.integers(1)
            guard repeats.count == view.dims.count,
                zip(repeats, view.extents).allSatisfy({ $0 == 1 || ($0 > 1 && $1 == 1) })
            else { throw call.fault("repeats of \(repeats)") }
            return [.view(try lowering.expanded(call, view, zip(repeats, view.extents).map { $0 * $1 }))]
        },
    ]

    private mutating func concat(_ call: OperatorCall) throws -> Value {
        let known = try call.inputs.indices.map { try call.value($0) }
        guard let given = try call.int("axis"),
            let first = known.lazy.compactMap({ if case .view(let view) = $0 { view } else { nil } }).first
        else { throw call.fault("nothing to join") }
        let axis = try call.axis(given, rank: first.dims.count)
        var parts: [FeatureView] = []
        for value in known {
            switch value {
            case .view(let view): parts.append(view)
            case .constant(let tensor):
                if tensor.count > 0 { parts.append(try fixed(call, tensor)) }
            }
        }
        let extents = first.extents
        for part in parts {
            var other = part.extents
            guard other.count == extents.count else { throw call.fault("parts of unequal rank") }
            other[axis] = extents[axis]
            guard other == extents else { throw call.fault("parts of unequal shape") }
        }
        if parts.count == 1 { return .view(parts[0]) }
        if parts.allSatisfy({ $0.isChannels(axis) }), let joined = try besideEachOther(call, parts, axis) {
            return .view(joined)
        }
        if first.dims.count == 4, first.dims[0].isEmpty, axis >= 2 {
            return .view(try behindEachOther(call, parts, axis))
        }
        // In any other layout: what is joined becomes the channels.
        let arrangement = Arrangement(rows: extents.indices.filter { $0 != axis }, channels: [axis])
        let ordered = try parts.map { try arranged(call, $0, arrangement) }
        guard let joined = try besideEachOther(call, ordered, axis) else {
            throw call.fault("parts whose layouts do not fit")
        }
        return .view(joined)
    }

    /// Parts that differ in their channels; nil where their other dimensions lie unlike each other.
    private mutating func besideEachOther(
        _ call: OperatorCall, _ parts: [FeatureView], _ axis: Int
    ) throws -> FeatureView? {
        let ordered = try parts.map { try rearranged(call, $0, leading: [axis]) }
        let count = ordered.reduce(0) { $0 + FeatureView.extent($1.dims[axis]) }
        var dims = ordered[0].dims
        dims[axis] = []
        for part in ordered {
            var others = part.dims
            others[axis] = []
            guard others == dims, part.shape.size == ordered[0].shape.size else { return nil }
        }
        let inner = dims.flatMap { $0 }.filter { $0.axis == .channel }.reduce(1) { $0 * $1.size }
        let (tensor, shape) = try emit(call, .concat(Concat()), ordered.map(\.tensor))
        dims[axis] = [FeatureView.Factor(.channel, count, inner)]
        return FeatureView(tensor: tensor, shape: shape, dims: dims)
    }

    /// Parts that differ in their rows or columns: each with zeros where the others are, then added.
    private mutating func behindEachOther(
        _ call: OperatorCall, _ parts: [FeatureView], _ axis: Int
    ) throws -> FeatureView {
        let images = try parts.map { try image(call, $0) }
        let total = images.reduce(0) { $0 + $1.extents[axis] }
        guard total <= Self.extentLimit else { throw call.fault("\(total) rows or columns") }
        var begin = 0
        var sum: FeatureView?
        for image in images {
            let extent = image.extents[axis]
            let padding =
                axis == 2
                ? Padding(top: begin, left: 0, bottom: total - begin - extent, right: 0)
                : Padding(top: 0, left: begin, bottom: 0, right: total - begin - extent)
            let (padded, shape) = try emit(call, role: "pad", .pad(Pad(padding)), [image.tensor])
            if let so = sum {
                let (tensor, shape) = try emit(call, .add(Add()), [so.tensor, padded])
                sum = FeatureView(nchw: tensor, shape)
            } else {
                sum = FeatureView(nchw: padded, shape)
            }
            begin += extent
        }
        guard let sum else { throw call.fault("nothing to join") }
        return sum
    }

    /// A constant as a node: one of four dimensions as an image.
    private mutating func fixed(_ call: OperatorCall, _ tensor: ConstantTensor) throws -> FeatureView {
        guard tensor.dims.count == 4, tensor.dims[0] == 1 else { return try view(call, of: tensor) }
        let shape = FeatureShape(height: tensor.dims[2], width: tensor.dims[3], channels: tensor.dims[1])
        let source = tensor.floats
        let strides = Strides.dense(tensor.dims)
        let places = Strides.places(
            [shape.height, shape.width, shape.channels], [strides[2], strides[3], strides[1]])
        let (name, _) = try constant(call, role: "constant", shape, places.map { source[$0] })
        return FeatureView(nchw: name, shape)
    }

    /// Dimensions of extent 1 repeated.
    private mutating func expanded(
        _ call: OperatorCall, _ view: FeatureView, _ extents: [Int]
    ) throws -> FeatureView {
        var wide = view
        wide.dims.insert(
            contentsOf: [[FeatureView.Factor]](repeating: [], count: extents.count - view.dims.count), at: 0)
        if wide.extents == extents { return wide }
        guard extents.allSatisfy({ (1...Self.extentLimit).contains($0) }) else {
            throw call.fault("it expands to \(extents)")
        }
        guard extents.count == 4, extents[0] == 1, wide.dims[0].isEmpty else {
            return try repeated(call, wide, extents)
        }
        var image = try image(call, wide)
        if extents[1] != image.shape.channels {
            let gather = ChannelGather([Int](repeating: 0, count: extents[1]))
            let (tensor, shape) = try emit(call, role: "channels", .channelGather(gather), [image.tensor])
            image = FeatureView(nchw: tensor, shape)
        }
        let size = Size(height: extents[2], width: extents[3])
        if size != image.shape.size {
            let (tensor, shape) = try emit(
                call, .resample(Resample(to: size, .nearest(.floor), .asymmetric)), [image.tensor])
            image = FeatureView(nchw: tensor, shape)
        }
        return image
    }

    /// Dimensions of extent 1 repeated, whatever the layout: the dimensions before the first of them stay rows, the
    /// others become channels that are gathered.
    mutating func repeated(_ call: OperatorCall, _ view: FeatureView, _ extents: [Int]) throws -> FeatureView {
        guard let first = extents.indices.first(where: { extents[$0] != view.extents[$0] }) else { return view }
        let arrangement = Arrangement(rows: Array(0..<first), channels: Array(first..<extents.count))
        let ordered = try arranged(call, view, arrangement)
        let behind = Array(extents[first...])
        guard behind.reduce(1.0, { $0 * Double($1) }) <= Double(Self.extentLimit),
            let strides = Strides.broadcast(Array(view.extents[first...]), to: behind)
        else { throw call.fault("it expands to \(extents)") }
        let gather = ChannelGather(Strides.places(behind, strides))
        let (tensor, shape) = try emit(call, role: "repeat", .channelGather(gather), [ordered.tensor])
        return FeatureView(tensor: tensor, shape: shape, dims: arrangement.dims(extents))
    }
}
