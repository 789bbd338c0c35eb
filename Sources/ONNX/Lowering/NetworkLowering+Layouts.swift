import Networks

extension NetworkLowering {
    /// A view as 1 × channels × height × width: what convolutions, pools and resizes read. Channels in another order
    /// are gathered, blocks of pixels among the channels laid out, channels among the pixels collected; what is mixed in
    /// any other way is put in order.
    mutating func image(_ call: OperatorCall, _ input: Int = 0) throws -> FeatureView {
        guard case .constant(let tensor) = try call.value(input) else { return try image(call, try call.view(input)) }
        return try image(call, try view(call, of: tensor))
    }

    mutating func image(_ call: OperatorCall, _ view: FeatureView) throws -> FeatureView {
        guard view.dims.count == 4, view.dims[0].isEmpty else {
            throw call.fault("it takes 1 x channels x height x width, not \(view.extents)")
        }
        if isPlainImage(view) { return try rearranged(call, view) }
        if let block = shuffledBlock(view) {
            // Channels first, then the block's rows and columns.
            let split = FeatureView(
                tensor: view.tensor, shape: view.shape,
                dims: [
                    [], view.dims[1], view.dims[2].filter { $0.axis == .channel },
                    view.dims[3].filter { $0.axis == .channel },
                ])
            let ordered = try rearranged(call, split)
            let operation = DepthToSpace(block: block, order: .channelsFirst)
            let (tensor, shape) = try emit(call, role: "unshuffle", .depthToSpace(operation), [ordered.tensor])
            return FeatureView(nchw: tensor, shape)
        }
        if let block = collectedBlock(view) {
            let operation = SpaceToDepth(block: block, order: .channelsFirst)
            let (tensor, shape) = try emit(call, role: "collect", .spaceToDepth(operation), [view.tensor])
            let dims = view.dims.map { factors in
                factors.map { factor in
                    switch (factor.axis, factor.stride) {
                    case (.channel, _): FeatureView.Factor(.channel, factor.size, factor.stride * block * block)
                    case (.height, 1): FeatureView.Factor(.channel, block, block)
                    case (.width, 1): FeatureView.Factor(.channel, block, 1)
                    case (let axis, _): FeatureView.Factor(axis, factor.size, 1)
                    }
                }
            }
            return try rearranged(call, FeatureView(tensor: tensor, shape: shape, dims: dims))
        }
        return try arranged(call, view, Arrangement(rows: [2], columns: [3], channels: [1]))
    }

    private func isPlainImage(_ view: FeatureView) -> Bool {
        view.isChannels(1) && view.dims[2] == FeatureView.whole(.height, view.shape)
            && view.dims[3] == FeatureView.whole(.width, view.shape)
    }

    /// The side of the blocks where rows and columns are each an axis and a factor of the channels within it.
    private func shuffledBlock(_ view: FeatureView) -> Int? {
        func inner(_ index: Int, _ axis: FeatureView.Axis) -> Int? {
            let whole = FeatureView.whole(axis, view.shape)
            let rest = view.dims[index].dropFirst(whole.count)
            guard Array(view.dims[index].prefix(whole.count)) == whole, rest.count == 1,
                rest[rest.startIndex].axis == .channel
            else { return nil }
            return rest[rest.startIndex].size
        }
        guard view.isChannels(1), let rows = inner(2, .height), let columns = inner(3, .width), rows == columns else {
            return nil
        }
        return rows
    }

    /// The side of the blocks where the channels hold each row and column within a block.
    private func collectedBlock(_ view: FeatureView) -> Int? {
        let rows = view.dims[1].filter { $0.axis == .height }
        let columns = view.dims[1].filter { $0.axis == .width }
        guard rows.count == 1, columns.count == 1, rows[0].stride == 1, columns[0].stride == 1,
            rows[0].size == columns[0].size
        else { return nil }
        let block = rows[0].size
        func rest(_ axis: FeatureView.Axis, _ extent: Int) -> [FeatureView.Factor] {
            extent == block ? [] : [FeatureView.Factor(axis, extent / block, block)]
        }
        return view.dims[2] == rest(.height, view.shape.height) && view.dims[3] == rest(.width, view.shape.width)
            ? block : nil
    }

    /// A constant as the factors of a view see it: one value for each channel, or, where it differs between positions,
    /// a small tensor of its own that broadcasts to the view's.
    ///
    /// - Returns: the values and the shape they are of; the shape is 1×1×channels where only channels differ. nil where
    ///   the constant does not broadcast to the view.
    mutating func spread(
        _ call: OperatorCall, _ constant: ConstantTensor, over view: FeatureView
    ) throws -> (shape: FeatureShape, values: [Float])? {
        guard let strides = Strides.broadcast(constant.dims, to: view.extents) else { return nil }
        var varying: Set<FeatureView.Axis> = [.channel]
        for (index, factors) in view.dims.enumerated() where strides[index] != 0 {
            varying.formUnion(factors.map(\.axis))
        }
        let shape = FeatureShape(
            height: varying.contains(.height) ? view.shape.height : 1,
            width: varying.contains(.width) ? view.shape.width : 1, channels: view.shape.channels)
        let steps: [FeatureView.Axis: Int] = [
            .channel: 1, .width: shape.channels, .height: shape.channels * shape.width,
        ]
        var sizes: [Int] = []
        var targets: [Int] = []
        var origins: [Int] = []
        for (index, factors) in view.dims.enumerated() {
            var within = FeatureView.extent(factors)
            for factor in factors {
                within /= factor.size
                guard varying.contains(factor.axis) else { continue }
                sizes.append(factor.size)
                targets.append(factor.stride * (steps[factor.axis] ?? 0))
                origins.append(strides[index] * within)
            }
        }
        if shape.positions > 1 { try folder.reserve([shape.height, shape.width, shape.channels], call) }
        let source = constant.floats
        var values = [Float](repeating: 0, count: shape.count)
        for (target, origin) in zip(Strides.places(sizes, targets), Strides.places(sizes, origins)) {
            values[target] = source[origin]
        }
        return (shape, values)
    }

    /// A node of fixed values.
    mutating func constant(
        _ call: OperatorCall, role: String, _ shape: FeatureShape, _ values: [Float]
    ) throws -> (tensor: String, shape: FeatureShape) {
        try emit(call, role: role, .constant(Constant(shape)), [], ["value": values])
    }
}
