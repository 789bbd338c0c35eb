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
            let part: FeatureView
            if view.isChannels(axis), extent > 1 {
                part = try lowering.picked(call, view, dimension: axis, picked)
            } else {
                let step = picked.count > 1 ? picked[1] - picked[0] : 1
                let slice = AxisSlice(begin: picked.first ?? 0, step: step, count: picked.count)
                guard step != 0, slice.indices == picked else { throw call.fault("rows or columns in no regular order") }
                part = try lowering.part(call, view, axis, slice)
            }
            var extents = part.extents
            extents.replaceSubrange(axis...axis, with: places.dims)
            guard let result = part.reshaped(extents) else { throw call.fault("indices of \(places.dims)") }
            return [.view(result)]
        },
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
        let rows = Crop.Slice(begin: 0, count: view.shape.height)
        let columns = Crop.Slice(begin: 0, count: view.shape.width)
        let cut = Crop.Slice(begin: slice.begin, count: slice.count, step: slice.step)
        let operation: Crop
        let kind: FeatureView.Axis
        if view.isWhole(.height, axis) {
            (operation, kind) = (Crop(rows: cut, columns: columns), .height)
        } else if view.isWhole(.width, axis) {
            (operation, kind) = (Crop(rows: rows, columns: cut), .width)
        } else {
            throw call.fault("a part of axis \(axis), in which channels, rows or columns are mixed")
        }
        let (tensor, shape) = try emit(call, .crop(operation), [view.tensor])
        var dims = view.dims
        dims[axis] = slice.count == 1 ? [] : [FeatureView.Factor(kind, slice.count)]
        return FeatureView(tensor: tensor, shape: shape, dims: dims)
    }
}
