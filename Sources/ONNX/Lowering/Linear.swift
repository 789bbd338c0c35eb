import Networks

extension NetworkLowering {
    /// Products with a constant matrix: convolutions whose kernel covers the axes that the product sums over.
    static let linear: [String: Rule] = [
        "MatMul": { lowering, call in
            guard case .view(let view) = try call.value(0), case .constant(let tensor) = try call.value(1),
                let weight = tensor.matrix
            else { return [.view(try lowering.matrixProduct(call))] }
            return [.view(try lowering.product(call, view, weight, bias: nil))]
        },
        "Gemm": { lowering, call in
            let view = try call.view(0)
            var weight = try call.constant(1)
            guard weight.dims.count == 2, view.dims.count == 2, try call.int("transA", default: 0) == 0 else {
                throw call.fault("a product that is no linear layer's")
            }
            if try call.int("transB", default: 0) != 0 {
                weight = weight.transposed
            }
            let alpha = try call.float("alpha", default: 1)
            if alpha != 1 { weight = ConstantTensor(dims: weight.dims, weight.floats.map { $0 * alpha }) }
            var bias = try call.optionalConstant(2)
            let beta = try call.float("beta", default: 1)
            if let given = bias { bias = ConstantTensor(dims: given.dims, given.floats.map { $0 * beta }) }
            return [.view(try lowering.product(call, view, weight, bias: bias))]
        },
    ]

    /// `y[…, n] = Σ_k x[…, k] · W[k, n] + b[n]`: each axis lies in the last dimension altogether or not at all,
    /// or is moved.
    mutating func product(
        _ call: OperatorCall, _ given: FeatureView, _ weight: ConstantTensor, bias: ConstantTensor?
    ) throws -> FeatureView {
        guard let last = given.dims.last, FeatureView.extent(last) == weight.dims[0], weight.count > 0 else {
            throw call.fault("a weight of \(weight.dims)")
        }
        let view = Self.isSummable(given) ? given : try arranged(call, given, Self.lastAsChannels(given))
        let summed = view.dims[view.dims.count - 1]
        let covers = Set(summed.map(\.axis))
        let shape = view.shape
        let kernel = Size(
            height: covers.contains(.height) ? shape.height : 1, width: covers.contains(.width) ? shape.width : 1)
        let index = view.dims.count - 1
        let channels = view.offsets(index, along: .channel)
        let rows = view.offsets(index, along: .height)
        let columns = view.offsets(index, along: .width)
        let count = weight.dims[1]
        let source = weight.floats
        let filter = shape.channels * kernel.area
        var values = [Float](repeating: 0, count: count * filter)
        for k in 0..<weight.dims[0] {
            let place = (channels[k] * kernel.height + rows[k]) * kernel.width + columns[k]
            for n in 0..<count { values[n * filter + place] = source[k * count + n] }
        }
        var parameters = ["weight": values]
        if let bias {
            guard let strides = Strides.broadcast(bias.dims, to: [1, count]) else {
                throw call.fault("a bias of \(bias.dims)")
            }
            let given = bias.floats
            parameters["bias"] = Strides.places([1, count], strides).map { given[$0] }
        }
        let operation = Convolution(
            outputChannels: count, kernel: kernel, padding: Padding(vertical: 0, horizontal: 0), hasBias: bias != nil)
        let (tensor, output) = try emit(call, .convolution(operation), [view.tensor], parameters)
        let dims = view.dims.dropLast() + [count == 1 ? [] : [FeatureView.Factor(.channel, count)]]
        return FeatureView(tensor: tensor, shape: output, dims: Array(dims))
    }

    /// Whether the last dimension has all channels, and of rows and columns all or none.
    private static func isSummable(_ view: FeatureView) -> Bool {
        let others = view.dims.dropLast().flatMap { $0 }
        return !others.contains { $0.axis == .channel }
            && (view.dims.last ?? []).allSatisfy { factor in !others.contains { $0.axis == factor.axis } }
    }

    /// The last dimension as the channels, the one before it as the columns.
    private static func lastAsChannels(_ view: FeatureView) -> Arrangement {
        let last = view.dims.count - 1
        return Arrangement(
            rows: Array(0..<max(0, last - 1)), columns: last > 0 ? [last - 1] : [], channels: [last])
    }
}
