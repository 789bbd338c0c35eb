import Networks

/// A feature map in double precision, channels innermost.
struct ReferenceTensor: Equatable {
    var shape: FeatureShape
    var values: [Double]

    init(_ shape: FeatureShape, _ values: [Double]) {
        precondition(values.count == shape.count, "\(values.count) values for \(shape)")
        self.shape = shape
        self.values = values
    }

    init(zeros shape: FeatureShape) { self.init(shape, Array(repeating: 0, count: shape.count)) }

    subscript(row: Int, column: Int, channel: Int) -> Double {
        get { values[(row * shape.width + column) * shape.channels + channel] }
        set { values[(row * shape.width + column) * shape.channels + channel] = newValue }
    }

    /// The largest absolute difference.
    func distance(to other: ReferenceTensor) -> Double {
        precondition(shape == other.shape, "\(shape) and \(other.shape)")
        return zip(values, other.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    func map(_ transform: (Double) -> Double) -> ReferenceTensor { ReferenceTensor(shape, values.map(transform)) }
}

/// Runs a network in double precision, every operation straight from its definition: slow, and what the engines are
/// measured against. Batch norms use their running statistics.
struct ReferenceInterpreter {
    let network: Network
    let parameters: Parameters

    /// Every tensor by name, the inputs among them.
    func callAsFunction(_ inputs: [String: ReferenceTensor]) throws -> [String: ReferenceTensor] {
        let shapes = try network.inferShapes()
        var tensors = inputs
        for input in network.inputs {
            precondition(inputs[input.name]?.shape == input.shape, "input \(input.name) is not \(input.shape)")
        }
        for node in network.nodes {
            tensors[node.name] = evaluate(node, node.inputs.map { tensors[$0]! }, shapes.of(node.name))
        }
        return tensors
    }

    private func evaluate(_ node: Node, _ inputs: [ReferenceTensor], _ shape: FeatureShape) -> ReferenceTensor {
        switch node.operation {
        case .convolution(let convolution): convolve(node, convolution, inputs[0], shape)
        case .batchNorm(let norm): normalise(node, norm, inputs[0])
        case .channelAffine(let affine):
            perChannel(inputs[0], scale: vector(node, "weight"), shift: affine.hasBias ? vector(node, "bias") : nil)
        case .activation(let activation): inputs[0].map { Self.apply(activation.function, $0) }
        case .deltaActivation(let activation):
            Self.zip(inputs[0], inputs[1]) { state, delta in
                Self.apply(activation.function, state + delta) - Self.apply(activation.function, state)
            }
        case .add: Self.zip(inputs[0], inputs[1], +)
        case .subtract: Self.zip(inputs[0], inputs[1], -)
        case .averagePool(let pool): average(inputs[0], pool, shape)
        case .globalAveragePool:
            average(
                inputs[0],
                AveragePool(
                    kernel: inputs[0].shape.size, stride: Size(1), padding: Padding(vertical: 0, horizontal: 0)),
                shape)
        case .resizeBilinear: resize(inputs[0], shape)
        case .concat: concatenate(inputs, shape)
        case .zeros: ReferenceTensor(zeros: shape)
        }
    }

    private func vector(_ node: Node, _ role: String) -> [Double] {
        parameters.value(node.parameterName(role)).values.map(Double.init)
    }

    private static func apply(_ function: Nonlinearity, _ x: Double) -> Double {
        switch function {
        case .relu: max(0, x)
        }
    }

    private static func zip(
        _ first: ReferenceTensor, _ second: ReferenceTensor, _ combine: (Double, Double) -> Double
    ) -> ReferenceTensor {
        ReferenceTensor(first.shape, Swift.zip(first.values, second.values).map(combine))
    }
}

extension ReferenceInterpreter {
    private func convolve(
        _ node: Node, _ convolution: Convolution, _ input: ReferenceTensor, _ shape: FeatureShape
    ) -> ReferenceTensor {
        let weight = vector(node, "weight")
        let bias = convolution.hasBias ? vector(node, "bias") : Array(repeating: 0, count: shape.channels)
        let (kernel, padding) = (convolution.kernel, convolution.padding)
        let groupInputs = input.shape.channels / convolution.groups
        let groupOutputs = shape.channels / convolution.groups
        var output = ReferenceTensor(zeros: shape)
        for row in 0..<shape.height {
            for column in 0..<shape.width {
                for channel in 0..<shape.channels {
                    var sum = bias[channel]
                    let firstInput = channel / groupOutputs * groupInputs
                    for i in 0..<kernel.height {
                        let y = row * convolution.stride.height + i * convolution.dilation.height - padding.top
                        guard (0..<input.shape.height).contains(y) else { continue }
                        for j in 0..<kernel.width {
                            let x = column * convolution.stride.width + j * convolution.dilation.width - padding.left
                            guard (0..<input.shape.width).contains(x) else { continue }
                            for c in 0..<groupInputs {
                                let tap = ((channel * groupInputs + c) * kernel.height + i) * kernel.width + j
                                sum += weight[tap] * input[y, x, firstInput + c]
                            }
                        }
                    }
                    output[row, column, channel] = sum
                }
            }
        }
        return output
    }

    private func normalise(_ node: Node, _ norm: BatchNorm, _ input: ReferenceTensor) -> ReferenceTensor {
        let (mean, variance) = (vector(node, "running_mean"), vector(node, "running_var"))
        let (weight, bias) = (vector(node, "weight"), vector(node, "bias"))
        let channels = input.shape.channels
        return ReferenceTensor(
            input.shape,
            input.values.enumerated().map { index, x in
                let c = index % channels
                return weight[c] * (x - mean[c]) / (variance[c] + norm.epsilon).squareRoot() + bias[c]
            })
    }

    private func perChannel(_ input: ReferenceTensor, scale: [Double], shift: [Double]?) -> ReferenceTensor {
        let channels = input.shape.channels
        return ReferenceTensor(
            input.shape,
            input.values.enumerated().map { index, x in
                scale[index % channels] * x + (shift?[index % channels] ?? 0)
            })
    }

    private func average(_ input: ReferenceTensor, _ pool: AveragePool, _ shape: FeatureShape) -> ReferenceTensor {
        var output = ReferenceTensor(zeros: shape)
        for row in 0..<shape.height {
            for column in 0..<shape.width {
                for channel in 0..<shape.channels {
                    var sum = 0.0
                    for i in 0..<pool.kernel.height {
                        for j in 0..<pool.kernel.width {
                            let y = row * pool.stride.height + i - pool.padding.top
                            let x = column * pool.stride.width + j - pool.padding.left
                            guard (0..<input.shape.height).contains(y), (0..<input.shape.width).contains(x) else {
                                continue
                            }
                            sum += input[y, x, channel]
                        }
                    }
                    output[row, column, channel] = sum / Double(pool.kernel.area)
                }
            }
        }
        return output
    }

    private func resize(_ input: ReferenceTensor, _ shape: FeatureShape) -> ReferenceTensor {
        /// The two neighbours of an output pixel and the weight of the second.
        func neighbours(_ position: Int, from input: Int, to output: Int) -> (Int, Int, Double) {
            let source = max(0, (Double(position) + 0.5) * Double(input) / Double(output) - 0.5)
            let first = min(Int(source), input - 1)
            return (first, min(first + 1, input - 1), source - Double(first))
        }
        var output = ReferenceTensor(zeros: shape)
        for row in 0..<shape.height {
            let (top, bottom, v) = neighbours(row, from: input.shape.height, to: shape.height)
            for column in 0..<shape.width {
                let (left, right, u) = neighbours(column, from: input.shape.width, to: shape.width)
                for channel in 0..<shape.channels {
                    let upper = (1 - u) * input[top, left, channel] + u * input[top, right, channel]
                    let lower = (1 - u) * input[bottom, left, channel] + u * input[bottom, right, channel]
                    output[row, column, channel] = (1 - v) * upper + v * lower
                }
            }
        }
        return output
    }

    private func concatenate(_ inputs: [ReferenceTensor], _ shape: FeatureShape) -> ReferenceTensor {
        var values: [Double] = []
        values.reserveCapacity(shape.count)
        for position in 0..<shape.positions {
            for input in inputs {
                let channels = input.shape.channels
                values += input.values[position * channels..<(position + 1) * channels]
            }
        }
        return ReferenceTensor(shape, values)
    }
}
