import Networks

extension ConstantFolder {
    /// Convolutions of constants: what projects a fixed position embedding.
    static let convolutions: [String: Rule] = [
        "Conv": { folder, call in [try convolution(&folder, call)] }
    ]

    private static func convolution(_ folder: inout ConstantFolder, _ call: OperatorCall) throws -> ConstantTensor {
        let (data, weight) = (try call.constant(0), try call.constant(1))
        let groups = try call.int("group", default: 1)
        guard data.dims.count == 4, weight.dims.count == 4, groups > 0, weight.dims[0] > 0,
            weight.dims[0] % groups == 0,
            weight.dims[1].multipliedReportingOverflow(by: groups) == (data.dims[1], false),
            data.dims.allSatisfy({ $0 > 0 && $0 <= NetworkLowering.extentLimit })
        else { throw call.fault("a weight of \(weight.dims)") }
        let (kernel, depth) = (Size(height: weight.dims[2], width: weight.dims[3]), weight.dims[1])
        let input = FeatureShape(height: data.dims[2], width: data.dims[3], channels: data.dims[1])
        let window = try Window(call, kernel: kernel, over: input)
        let operation = Convolution(
            outputChannels: weight.dims[0], kernel: kernel, stride: window.stride, padding: window.padding,
            dilation: window.dilation, groups: groups, hasBias: false)
        guard let output = try? operation.outputShape([input]) else { throw call.fault("a weight of \(weight.dims)") }
        let bias = try call.optionalConstant(2)?.doubles
        guard bias == nil || bias?.count == weight.dims[0] else { throw call.fault("a bias that does not fit") }
        let dims = [data.dims[0], weight.dims[0], output.height, output.width]
        // The work, not only the result, is what the file must justify.
        try folder.reserve(dims + [max(1, depth * kernel.area / 8)], call)
        let (x, w) = (data.doubles, weight.doubles)
        let perGroup = weight.dims[0] / groups
        var values: [Float] = []
        for n in 0..<data.dims[0] {
            for channel in 0..<weight.dims[0] {
                let first = n * input.channels + channel / perGroup * depth
                for row in 0..<output.height {
                    for column in 0..<output.width {
                        var sum = bias?[channel] ?? 0
                        for u in 0..<kernel.height {
                            let i = row * window.stride.height - window.padding.top + u * window.dilation.height
                            guard (0..<input.height).contains(i) else { continue }
                            for v in 0..<kernel.width {
                                let j = column * window.stride.width - window.padding.left + v * window.dilation.width
                                guard (0..<input.width).contains(j) else { continue }
                                for c in 0..<depth {
                                    sum +=
                                        x[((first + c) * input.height + i) * input.width + j]
                                        * w[((channel * depth + c) * kernel.height + u) * kernel.width + v]
                                }
                            }
                        }
                        values.append(Float(sum))
                    }
                }
            }
        }
        return ConstantTensor(dims: dims, values)
    }
}
