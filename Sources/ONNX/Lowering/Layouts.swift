import Networks

extension NetworkLowering {
    /// Operators that move dimensions about and compute nothing.
    static let layouts: [String: Rule] = [
        "Identity": { _, call in [try call.value(0)] },
        "Dropout": { _, call in
            if try call.optionalConstant(2)?.booleans?.first == true { throw call.fault("in training mode") }
            return [try call.value(0)]
        },
        "Cast": { _, call in
            guard let kind = ElementKind(rawValue: Int32(clamping: try call.int("to", default: 0))),
                kind.isFloatingPoint
            else { throw call.fault("to integers or truth values") }
            return [try call.value(0)]
        },
        "CastLike": { _, call in [try call.value(0)] },
        "Reshape": { lowering, call in
            let view = try call.view(0)
            return [
                .view(try lowering.reshaped(call, view, try call.reshapeTarget(view.extents, try call.integers(1))))
            ]
        },
        "Flatten": { lowering, call in
            let view = try call.view(0)
            return [.view(try lowering.reshaped(call, view, try call.flattened(view.extents)))]
        },
        "Squeeze": { lowering, call in
            let view = try call.view(0)
            let axes = try call.squeezedAxes(view.extents)
            let extents = view.dims.indices.filter { !axes.contains($0) }.map { view.extents[$0] }
            return [.view(try lowering.reshaped(call, view, extents))]
        },
        "Unsqueeze": { lowering, call in
            let view = try call.view(0)
            var extents = view.extents
            for axis in try call.unsqueezedAxes(rank: extents.count) { extents.insert(1, at: axis) }
            return [.view(try lowering.reshaped(call, view, extents))]
        },
        "Transpose": { _, call in
            let view = try call.view(0)
            return [.view(view.transposed(try call.transposition(rank: view.dims.count)))]
        },
        "Shape": { _, call in [.constant(try ConstantFolder.shape(call, try call.view(0).extents))] },
        "Size": { _, call in [.constant(ConstantTensor(dims: [], [Int64(try call.view(0).shape.count)]))] },
    ]
}
