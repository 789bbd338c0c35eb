import Networks

extension NetworkLowering {
    /// Parts of a tensor: channels are gathered, rows and columns cropped.
    static let slicing: [String: Rule] = [
        "Slice": { lowering, call in
            var view = try call.view(0)
            for (axis, slice) in try call.slices(view.extents).enumerated() {
                view = try lowering.part(call, view, axis, slice)
            }
            return [.view(view)]
        },
        "Split": { lowering, call in
            let view = try call.view(0)
            let axis = try call.axis(try call.int("axis", default: 0), rank: view.dims.count)
            var begin = 0
            var pieces: [Value] = []
            for size in try call.pieces(of: view.extents[axis]) {
                let slice = AxisSlice(begin: begin, step: 1, count: size)
                pieces.append(.view(try lowering.part(call, view, axis, slice)))
                begin += size
            }
            return pieces
        },
        "Gather": { lowering, call in
            let view = try call.view(0)
            let axis = try call.axis(try call.int("axis", default: 0), rank: view.dims.count)
            let places = try call.constant(1)
            let extent = view.extents[axis]
            let indices = try call.integers(1)
            guard indices.allSatisfy({ (-extent..<extent).contains($0) }) else {
                throw call.fault("an index beyond \(extent)")
            }
            let picked = indices.map { $0 < 0 ? $0 + extent : $0 }
            let part = try lowering.taken(call, view, axis, picked)
            var extents = part.extents
            extents.replaceSubrange(axis...axis, with: places.dims)
            return [.view(try lowering.reshaped(call, part, extents))]
        },
        "GatherND": { lowering, call in [.view(try lowering.gatherND(call))] },
    ]

    /// Some indices of one dimension.
    private mutating func part(
        _ call: OperatorCall, _ view: FeatureView, _ axis: Int, _ slice: AxisSlice
    ) throws -> FeatureView {
        let extent = view.extents[axis]
        if slice.count == extent, slice.begin == 0, slice.step == 1 || extent == 1 { return view }
        guard slice.count > 0 else { throw call.fault("nothing is left of axis \(axis)") }
        if view.isChannels(axis) {
            return try picked(call, view, dimension: axis, slice.indices)
        }
        let cut = Crop.Slice(begin: slice.begin, count: slice.count, step: slice.step)
        let view = try withAxis(call, view, axis)
        let isRows = view.isWhole(.height, axis)
        let operation = Crop(
            rows: isRows ? cut : Crop.Slice(begin: 0, count: view.shape.height),
            columns: isRows ? Crop.Slice(begin: 0, count: view.shape.width) : cut)
        let (tensor, shape) = try emit(call, .crop(operation), [view.tensor])
        var dims = view.dims
        dims[axis] = slice.count == 1 ? [] : [FeatureView.Factor(isRows ? .height : .width, slice.count)]
        return FeatureView(tensor: tensor, shape: shape, dims: dims)
    }

    /// A view in which a dimension is all rows or all columns.
    private mutating func withAxis(_ call: OperatorCall, _ view: FeatureView, _ axis: Int) throws -> FeatureView {
        if view.isWhole(.height, axis) || view.isWhole(.width, axis) { return view }
        let others = view.dims.indices.filter { $0 != axis }
        func hasChannels(_ index: Int) -> Bool { view.dims[index].contains { $0.axis == .channel } }
        return try arranged(
            call, view,
            Arrangement(
                rows: others.filter { !hasChannels($0) }, columns: [axis], channels: others.filter(hasChannels)))
    }

    /// Any indices of one dimension, in any order.
    private mutating func taken(
        _ call: OperatorCall, _ view: FeatureView, _ axis: Int, _ picked: [Int]
    ) throws -> FeatureView {
        guard let first = picked.first else { throw call.fault("nothing is left of axis \(axis)") }
        if view.isChannels(axis), view.extents[axis] > 1 {
            return try self.picked(call, view, dimension: axis, picked)
        }
        let step = picked.count > 1 ? picked[1] - first : 1
        let slice = AxisSlice(begin: first, step: step, count: picked.count)
        if step != 0, slice.indices == picked { return try part(call, view, axis, slice) }
        guard view.extents[axis] > 1 else {
            var extents = view.extents
            extents[axis] = picked.count
            return try repeated(call, view, extents)
        }
        let view = try withAxis(call, view, axis)
        let isRows = view.isWhole(.height, axis)
        let gather = PositionGather(
            rows: isRows ? picked : Array(0..<view.shape.height),
            columns: isRows ? Array(0..<view.shape.width) : picked)
        let (tensor, shape) = try emit(call, .positionGather(gather), [view.tensor])
        var dims = view.dims
        dims[axis] = [FeatureView.Factor(isRows ? .height : .width, picked.count)]
        return FeatureView(tensor: tensor, shape: shape, dims: dims)
    }

    /// The dimensions that the indices run over become one, and that one is gathered.
    private mutating func gatherND(_ call: OperatorCall) throws -> FeatureView {
        let view = try call.view(0)
        let places = try call.constant(1)
        guard try call.int("batch_dims", default: 0) == 0, let depth = places.dims.last, depth > 0,
            depth <= view.dims.count, let flat = places.integers, !flat.isEmpty
        else { throw call.fault("indices of \(places.dims)") }
        let extents = view.extents
        let strides = Strides.dense(Array(extents[..<depth]))
        var picked = [Int](repeating: 0, count: flat.count / depth)
        for (place, index) in flat.enumerated() {
            let axis = place % depth
            guard (-extents[axis]..<extents[axis]).contains(index) else { throw call.fault("index \(index)") }
            picked[place / depth] += (index < 0 ? index + extents[axis] : index) * strides[axis]
        }
        let joined = [extents[..<depth].reduce(1, *)] + extents[depth...]
        let gathered = try taken(call, try reshaped(call, view, joined), 0, picked)
        return try reshaped(call, gathered, places.dims.dropLast() + extents[depth...])
    }
}
