import Networks

extension NetworkLowering {
    static let convolutions: [String: Rule] = [
        "Conv": alsoOneDimensional { lowering, call in [try lowering.convolution(call)] },
        "ConvTranspose": alsoOneDimensional { lowering, call in [try lowering.transposedConvolution(call)] },
    ]

    private mutating func convolution(_ call: OperatorCall) throws -> Value {
        let image = try image(call)
        let weight = try call.constant(1)
        guard weight.dims.count == 4, weight.count > 0 else { throw call.fault("a weight of \(weight.dims)") }
        let groups = try call.int("group", default: 1)
        let kernel = Size(height: weight.dims[2], width: weight.dims[3])
        let window = try Window(call, kernel: kernel, over: image.shape)
        guard groups > 0, weight.dims[1].multipliedReportingOverflow(by: groups) == (image.shape.channels, false) else {
            throw call.fault("\(groups) groups")
        }
        let bias = try call.optionalConstant(2)
        let operation = Convolution(
            outputChannels: weight.dims[0], kernel: kernel, stride: window.stride, padding: window.padding,
            dilation: window.dilation, groups: groups, hasBias: bias != nil)
        var parameters = ["weight": weight.floats]
        if let bias { parameters["bias"] = bias.floats }
        let (tensor, shape) = try emit(call, .convolution(operation), [image.tensor], parameters)
        return .view(FeatureView(nchw: tensor, shape))
    }

    private mutating func transposedConvolution(_ call: OperatorCall) throws -> Value {
        let image = try image(call)
        let weight = try call.constant(1)
        guard weight.dims.count == 4, weight.count > 0, weight.dims[0] == image.shape.channels else {
            throw call.fault("a weight of \(weight.dims)")
        }
        let groups = try call.int("group", default: 1)
        guard (1...weight.dims[0]).contains(groups) else { throw call.fault("\(groups) groups") }
        let kernel = Size(height: weight.dims[2], width: weight.dims[3])
        let window = try Window(call, kernel: kernel, over: image.shape)
        let extra = try call.pair("output_padding", 0...Window.limit) ?? Size(0)
        let bias = try call.optionalConstant(2)
        var operation = TransposedConvolution(
            outputChannels: weight.dims[1] * groups, kernel: kernel, stride: window.stride, padding: window.padding,
            dilation: window.dilation, groups: groups, outputPadding: extra, hasBias: bias != nil)
        try fitOutput(&operation, call, image.shape)
        var parameters = ["weight": weight.floats]
        if let bias { parameters["bias"] = bias.floats }
        let (tensor, shape) = try emit(call, .transposedConvolution(operation), [image.tensor], parameters)
        return .view(FeatureView(nchw: tensor, shape))
    }

    /// `output_shape`, or else `SAME_…`, states the output's extent and leaves the padding open.
    private func fitOutput(_ operation: inout TransposedConvolution, _ call: OperatorCall, _ input: FeatureShape) throws
    {
        let mode = try call.string("auto_pad", default: "NOTSET")
        var asked = try call.pair("output_shape", 1...Self.extentLimit)
        if asked == nil, mode.hasPrefix("SAME") {
            asked = Size(
                height: input.height * operation.stride.height, width: input.width * operation.stride.width)
        }
        guard let asked else { return }
        func total(_ input: Int, _ stride: Int, _ extra: Int, _ kernel: Int, _ dilation: Int, _ output: Int) -> Int {
            stride * (input - 1) + extra + (kernel - 1) * dilation + 1 - output
        }
        let rows = total(
            input.height, operation.stride.height, operation.outputPadding.height, operation.kernel.height,
            operation.dilation.height, asked.height)
        let columns = total(
            input.width, operation.stride.width, operation.outputPadding.width, operation.kernel.width,
            operation.dilation.width, asked.width)
        // A negative total would be rows that no kernel reaches.
        guard rows >= 0, columns >= 0 else { throw call.fault("an output of \(asked)") }
        let isUpper = mode == "SAME_UPPER"
        func near(_ total: Int) -> Int { isUpper ? total / 2 : total - total / 2 }
        operation.padding = Padding(
            top: near(rows), left: near(columns), bottom: rows - near(rows), right: columns - near(columns))
    }
}
