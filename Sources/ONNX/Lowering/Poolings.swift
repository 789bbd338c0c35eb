import Networks

extension NetworkLowering {
    static let poolings: [String: Rule] = [
        "MaxPool": alsoOneDimensional { lowering, call in
            let image = try lowering.image(call)
            var window = try Window(call, over: image.shape)
            if try call.int("ceil_mode", default: 0) != 0 { _ = window.roundUp(over: image.shape) }
            let operation = MaxPool(
                kernel: window.kernel, stride: window.stride, padding: window.padding, dilation: window.dilation)
            return [try lowering.pooled(call, .maxPool(operation), image)]
        },
        "AveragePool": alsoOneDimensional { lowering, call in
            let image = try lowering.image(call)
            var window = try Window(call, over: image.shape)
            guard window.dilation == Size(1) else { throw call.fault("a spread window") }
            let padded = window.padding != Padding(vertical: 0, horizontal: 0)
            var countsPadding = try call.int("count_include_pad", default: 0) != 0 || !padded
            if try call.int("ceil_mode", default: 0) != 0, window.roundUp(over: image.shape) {
                guard !padded || !countsPadding else {
                    throw call.fault("ceil_mode and a padding that counts: a window reaches beyond it")
                }
                countsPadding = false
            }
            let operation = AveragePool(
                kernel: window.kernel, stride: window.stride, padding: window.padding, countsPadding: countsPadding)
            return [try lowering.pooled(call, .averagePool(operation), image)]
        },
        "GlobalAveragePool": alsoOneDimensional { lowering, call in
            [try lowering.pooled(call, .globalAveragePool(GlobalAveragePool()), try lowering.image(call))]
        },
        "GlobalMaxPool": alsoOneDimensional { lowering, call in
            let image = try lowering.image(call)
            return [try lowering.pooled(call, .maxPool(MaxPool(kernel: image.shape.size, stride: Size(1))), image)]
        },
    ]

    private mutating func pooled(_ call: OperatorCall, _ operation: Operation, _ image: FeatureView) throws -> Value {
        let (tensor, shape) = try emit(call, operation, [image.tensor])
        return .view(FeatureView(nchw: tensor, shape))
    }
}
