import Networks

extension NetworkLowering {
    static let reductions: [String: Rule] = [
        "ReduceMean": { lowering, call in [try lowering.reduce(call) { try $0.mean(call, $1, $2) }] },
        "ReduceSum": { lowering, call in [try lowering.reduce(call) { try $0.sum(call, $1, $2) }] },
        "ReduceSumSquare": { lowering, call in
            [
                try lowering.reduce(call) { lowering, view, axes in
                    try lowering.sum(call, try lowering.squared(call, view), axes)
                }
            ]
        },
        "ReduceL2": { lowering, call in
            [
                try lowering.reduce(call) { lowering, view, axes in
                    let sum = try lowering.sum(call, try lowering.squared(call, view), axes)
                    return try lowering.pointwise(call, role: "root", .activation(Activation(.squareRoot)), sum)
                }
            ]
        },
        "ReduceMax": { lowering, call in
            [
                try lowering.reduce(call) { lowering, view, axes in
                    let apart = lowering.isApart(view, axes)
                    let channels = axes.contains { view.dims[$0].contains { $0.axis == .channel } }
                    let ready = apart && !channels ? view : try lowering.reducible(call, view, axes)
                    let parts = lowering.parts(ready, axes)
                    let kernel = Size(
                        height: parts.rows ? ready.shape.height : 1, width: parts.columns ? ready.shape.width : 1)
                    return try lowering.collapsed(call, .maxPool(MaxPool(kernel: kernel, stride: kernel)), ready, axes)
                }
            ]
        },
    ]

    private mutating func reduce(
        _ call: OperatorCall, _ body: (inout NetworkLowering, FeatureView, [Int]) throws -> FeatureView
    ) throws -> Value {
        let view = try call.view(0)
        let reduction = try Reduction(call, rank: view.dims.count)
        var result = reduction.axes.isEmpty ? view : try body(&self, view, reduction.axes)
        if !reduction.keepsDims {
            result.dims = result.dims.indices.filter { !reduction.axes.contains($0) }.map { result.dims[$0] }
        }
        return .view(result)
    }

    /// Which axes a reduction runs over, where it runs over the whole of each.
    private func parts(_ view: FeatureView, _ axes: [Int]) -> (channels: Bool, rows: Bool, columns: Bool) {
        let reduced = Set(axes.flatMap { view.dims[$0] }.map(\.axis))
        return (reduced.contains(.channel), reduced.contains(.height), reduced.contains(.width))
    }

    /// Whether a reduction runs over the whole of each axis that it runs over.
    private func isApart(_ view: FeatureView, _ axes: [Int]) -> Bool {
        let reduced = Set(axes.flatMap { view.dims[$0] }.map(\.axis))
        let others = view.dims.indices.filter { !axes.contains($0) }.flatMap { view.dims[$0] }
        return !others.contains { reduced.contains($0.axis) }
    }

    /// The view with what is reduced as its columns and nothing else there.
    private mutating func reducible(
        _ call: OperatorCall, _ view: FeatureView, _ axes: [Int]
    ) throws -> FeatureView {
        let others = view.dims.indices.filter { !axes.contains($0) }
        func hasChannels(_ index: Int) -> Bool { view.dims[index].contains { $0.axis == .channel } }
        let arrangement = Arrangement(
            rows: others.filter { !hasChannels($0) }, columns: axes, channels: others.filter(hasChannels))
        return try arranged(call, view, arrangement)
    }

    private mutating func mean(_ call: OperatorCall, _ view: FeatureView, _ axes: [Int]) throws -> FeatureView {
        if let pieces = try channelPieces(call, view, axes) {
            return try scaled(call, pieces.sum, by: 1 / Float(pieces.count))
        }
        let view = isApart(view, axes) ? view : try reducible(call, view, axes)
        let parts = parts(view, axes)
        var result = view
        if parts.rows && parts.columns {
            result = try collapsed(
                call, .globalAveragePool(GlobalAveragePool()), result, axes, role: parts.channels ? "positions" : nil)
        } else if parts.rows || parts.columns {
            let kernel = Size(height: parts.rows ? view.shape.height : 1, width: parts.columns ? view.shape.width : 1)
            let pool = AveragePool(kernel: kernel, stride: kernel, padding: Padding(vertical: 0, horizontal: 0))
            result = try collapsed(call, .averagePool(pool), result, axes, role: parts.channels ? "positions" : nil)
        }
        if parts.channels { result = try collapsed(call, .channelMean(ChannelMean()), result, axes) }
        return result
    }

    private mutating func sum(_ call: OperatorCall, _ view: FeatureView, _ axes: [Int]) throws -> FeatureView {
        if let pieces = try channelPieces(call, view, axes) { return pieces.sum }
        let count = axes.reduce(1) { $0 * FeatureView.extent(view.dims[$1]) }
        return try scaled(call, try mean(call, view, axes), by: Float(count))
    }

    private mutating func scaled(_ call: OperatorCall, _ view: FeatureView, by factor: Float) throws -> FeatureView {
        let weights = [Float](repeating: factor, count: view.shape.channels)
        return try pointwise(
            call, role: "scale", .channelAffine(ChannelAffine(hasBias: false)), view, ["weight": weights])
    }

    private mutating func squared(_ call: OperatorCall, _ view: FeatureView) throws -> FeatureView {
        let (tensor, shape) = try emit(call, role: "square", .multiply(Multiply()), [view.tensor, view.tensor])
        return FeatureView(tensor: tensor, shape: shape, dims: view.dims)
    }

    /// A sum over a part of the channels, piece by piece: the branches of a split attention. nil where it is no such
    /// thing, or of many pieces.
    private mutating func channelPieces(
        _ call: OperatorCall, _ view: FeatureView, _ axes: [Int]
    ) throws -> (sum: FeatureView, count: Int)? {
        guard axes.count == 1, let axis = axes.first, !view.dims[axis].isEmpty, view.isChannels(axis),
            view.dims.indices.contains(where: { $0 != axis && view.dims[$0].contains { $0.axis == .channel } })
        else { return nil }
        let count = FeatureView.extent(view.dims[axis])
        guard count <= 16 else { return nil }
        var sum = try picked(call, view, dimension: axis, [0])
        for index in 1..<count {
            let piece = try picked(call, view, dimension: axis, [index])
            let (tensor, shape) = try emit(call, .add(Add()), [sum.tensor, piece.tensor])
            sum = FeatureView(tensor: tensor, shape: shape, dims: sum.dims)
        }
        return (sum, count)
    }

    /// A node behind which the reduced dimensions have extent 1.
    private mutating func collapsed(
        _ call: OperatorCall, _ operation: Operation, _ view: FeatureView, _ axes: [Int], role: String? = nil
    ) throws -> FeatureView {
        let (tensor, shape) = try emit(call, role: role, operation, [view.tensor])
        let dims = view.dims.indices.map { index in
            axes.contains(index)
                ? view.dims[index].filter { factor in
                    switch factor.axis {
                    case .channel: shape.channels > 1
                    case .height: shape.height > 1
                    case .width: shape.width > 1
                    }
                } : view.dims[index]
        }
        return FeatureView(tensor: tensor, shape: shape, dims: dims)
    }
}
