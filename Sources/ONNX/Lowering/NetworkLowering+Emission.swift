import Networks

extension NetworkLowering {
    /// Appends a node to the network.
    ///
    /// - Parameters:
    ///   - role: what an auxiliary node is for: part of its name.
    ///   - parameters: values by role, in the order of the operation's definition.
    mutating func emit(
        _ call: OperatorCall, role: String? = nil, _ operation: Operation, _ inputs: [String],
        _ parameters: [String: [Float]] = [:]
    ) throws -> (tensor: String, shape: FeatureShape) {
        let base = baseName(call.node)
        let name = uniqueName(role.map { "\(base).\($0)" } ?? base)
        let given = inputs.map { builder.shape(of: $0) }
        for shape in given { try check(shape, call) }
        try builder.append(name, operation, inputs)
        try check(builder.shape(of: name), call)
        for definition in operation.definition.parameters(given) {
            guard let values = parameters[definition.role], values.count == definition.shape.reduce(1, *) else {
                throw call.fault(
                    "its \(definition.role) of \(parameters[definition.role]?.count ?? 0) values is not of shape "
                        + "\(definition.shape)")
            }
            if let value = values.first(where: { !$0.isFinite }) {
                throw call.fault("its \(definition.role)\(unsoundInput(call).map { ", \($0)," } ?? "") holds \(value)")
            }
            self.parameters["\(name).\(definition.role)"] = Parameters.Value(shape: definition.shape, values: values)
        }
        sources[name] = call.node.name
        return (name, builder.shape(of: name))
    }

    /// The initializer, or another constant, that a value which is no number comes from.
    private func unsoundInput(_ call: OperatorCall) -> String? {
        for (name, value) in zip(call.node.inputs, call.inputs) {
            if case .constant(let tensor)? = value, tensor.floats.contains(where: { !$0.isFinite }) {
                return origin(of: name) ?? name
            }
        }
        return nil
    }

    /// Appends a node that keeps its input's shape and layout.
    mutating func pointwise(
        _ call: OperatorCall, role: String? = nil, _ operation: Operation, _ view: FeatureView,
        _ parameters: [String: [Float]] = [:]
    ) throws -> FeatureView {
        let (tensor, shape) = try emit(call, role: role, operation, [view.tensor], parameters)
        return FeatureView(tensor: tensor, shape: shape, dims: view.dims)
    }

    private func check(_ shape: FeatureShape, _ call: OperatorCall) throws {
        let extents = [shape.height, shape.width, shape.channels]
        guard extents.allSatisfy({ (1...Self.extentLimit).contains($0) }),
            extents.map(Double.init).reduce(1, *) < Double(Self.countLimit)
        else { throw call.fault("a tensor of \(extents[0])x\(extents[1])x\(extents[2])") }
    }

    /// A readable name: the node's path where it is one, else the module that owns the weight.
    private func baseName(_ node: GraphNode) -> String {
        let (module, operation) = NodeNames.path(node.name)
        guard let weightInput = Self.weightInputs[node.op] else {
            let own = operation.isEmpty ? node.op.lowercased() : operation.lowercased()
            return module.isEmpty ? own : "\(module).\(own)"
        }
        if module.isEmpty {
            let owner = origin(of: node.input(weightInput)).flatMap(NodeNames.module(ofParameter:))
            return owner ?? (operation.isEmpty ? node.op.lowercased() : operation.lowercased())
        }
        // A module's only operator bears its name; the second time it is called, a number.
        let number = operation.split(separator: "_").dropFirst().last
        return number.map { "\(module)_\($0)" } ?? module
    }

    /// For operators that a module of their own stands for: the input that bears the module's name.
    private static let weightInputs = [
        "Conv": 1, "ConvTranspose": 1, "Gemm": 1, "MatMul": 1, "BatchNormalization": 1, "PRelu": 1,
    ]

    // MARK: Channels

    /// The view with its channels in the order in which some of its dimensions, then the others, run through them.
    mutating func rearranged(
        _ call: OperatorCall, _ view: FeatureView, leading: [Int] = [], role: String = "shuffle"
    ) throws -> FeatureView {
        let order = leading + view.dims.indices.filter { !leading.contains($0) }
        return try gathered(
            call, view, order: order, kept: Dictionary(uniqueKeysWithValues: order.map { ($0, nil) }), role: role)
    }

    /// The view with some of the indices of a dimension that consists of channels.
    mutating func picked(
        _ call: OperatorCall, _ view: FeatureView, dimension: Int, _ indices: [Int]
    ) throws -> FeatureView {
        let order = Array(view.dims.indices)
        var kept: [Int: [Int]?] = Dictionary(uniqueKeysWithValues: order.map { ($0, nil) })
        kept[dimension] = indices
        return try gathered(call, view, order: order, kept: kept, role: nil)
    }

    private mutating func gathered(
        _ call: OperatorCall, _ view: FeatureView, order: [Int], kept: [Int: [Int]?], role: String?
    ) throws -> FeatureView {
        if kept.values.allSatisfy({ $0 == nil }), isInOrder(view, order) { return view }
        var channels = [0]
        var sizes: [Int: [Int]] = [:]
        for index in order {
            let factors = view.dims[index].filter { $0.axis == .channel }
            var offsets = Strides.places(factors.map(\.size), factors.map(\.stride))
            sizes[index] = factors.map(\.size)
            if let indices = kept[index] ?? nil {
                offsets = indices.map { offsets[$0] }
                sizes[index] = [indices.count]
            }
            channels = channels.flatMap { channel in offsets.map { channel + $0 } }
        }
        // New strides, from the innermost factor out.
        var stride = 1
        var dims = view.dims
        for index in order.reversed() {
            var factors = dims[index]
            let channelPlaces = factors.indices.filter { factors[$0].axis == .channel }
            let newSizes = sizes[index] ?? []
            if kept[index] ?? nil != nil {
                factors = newSizes.map { FeatureView.Factor(.channel, $0, stride) }
                stride *= newSizes.reduce(1, *)
            } else {
                for (place, size) in zip(channelPlaces, newSizes).reversed() {
                    factors[place] = FeatureView.Factor(.channel, size, stride)
                    stride *= size
                }
            }
            dims[index] = factors
        }
        if channels == Array(0..<view.shape.channels) {
            return FeatureView(tensor: view.tensor, shape: view.shape, dims: dims)
        }
        guard !channels.isEmpty else { throw call.fault("nothing is left") }
        let (tensor, shape) = try emit(call, role: role, .channelGather(ChannelGather(channels)), [view.tensor])
        return FeatureView(tensor: tensor, shape: shape, dims: dims)
    }

    /// Whether the dimensions, in this order, run through the channels from the first to the last.
    private func isInOrder(_ view: FeatureView, _ order: [Int]) -> Bool {
        var stride = 1
        for index in order.reversed() {
            for factor in view.dims[index].reversed() where factor.axis == .channel {
                guard factor.stride == stride else { return false }
                stride *= factor.size
            }
        }
        return true
    }
}
