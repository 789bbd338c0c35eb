import Compute
import NetworkReference
import Networks
import RandomStreams
import Testing

/// Convolutions of as many channels as oneDNN's faster methods want, against sums in double precision: at odd heights,
/// in bands (whose padding differs above and below), with batches, and with other paddings than 1.
@Suite struct WideConvolutionTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var inputs: Int
        var outputs: Int
        var height: Int
        var width: Int
        var padding = 1
        var dilation = 1
        var batch = 1

        var testDescription: String {
            "\(inputs) to \(outputs) channels, \(height)x\(width), padding \(padding), dilation \(dilation), batch \(batch)"
        }

        var input: FeatureShape { FeatureShape(height: height, width: width, channels: inputs) }
        var output: FeatureShape {
            let lost = 2 * (dilation - padding)
            return FeatureShape(height: height - lost, width: width - lost, channels: outputs)
        }

        var network: Network {
            let convolution = Convolution(
                outputChannels: outputs, kernel: Size(3), padding: Padding(vertical: padding, horizontal: padding),
                dilation: Size(dilation), hasBias: true)
            return Network(
                name: "wide", inputs: [Network.Input("x", input)], nodes: [Node("y", .convolution(convolution), ["x"])],
                outputs: ["y"])
        }
    }

    static let shapes: [Shape] = [
        Shape(inputs: 32, outputs: 32, height: 23, width: 31),
        Shape(inputs: 16, outputs: 48, height: 14, width: 17),
        Shape(inputs: 64, outputs: 64, height: 21, width: 26),
        Shape(inputs: 64, outputs: 64, height: 22, width: 24, batch: 2),
        Shape(inputs: 64, outputs: 32, height: 13, width: 20, padding: 0),
        Shape(inputs: 48, outputs: 64, height: 21, width: 22, padding: 2),
        Shape(inputs: 32, outputs: 64, height: 16, width: 18, padding: 2, dilation: 2),
        Shape(inputs: 32, outputs: 32, height: 66, width: 130),
        Shape(inputs: 128, outputs: 128, height: 11, width: 16),
        Shape(inputs: 64, outputs: 128, height: 20, width: 22),
        Shape(inputs: 256, outputs: 256, height: 6, width: 11),
    ]

    @Test(arguments: shapes, [1, 3])
    func agreesWithSumsInDoublePrecision(_ shape: Shape, pieces: Int) throws {
        var stream = RandomStream(seed: 3, stream: shape.testDescription)
        let parameters = try shape.network.randomParameters(from: &stream)
        let x = ReferenceTensor(normal: shape.input, batch: shape.batch, from: &stream)
        let gradient = ReferenceTensor(normal: shape.output, batch: shape.batch, from: &stream)
        let plan = try Plan(
            shape.network, parameters: ParameterStore(parameters),
            options: PlanOptions(
                batch: shape.batch, pieces: pieces, differentiate: .init(parameters: { _ in true }, tensors: ["x"])))
        plan.tensor("x").assign(x.floats)
        try plan.forward()
        plan.gradient("y").assign(gradient.floats)
        try plan.backward()

        let expected = WideConvolutionReference(shape, parameters, x: x.values, gradient: gradient.values)
        compare(plan.tensor("y").values, expected.y, "y")
        compare(plan.gradient("x").values, expected.xGradient, "∂x")
        compare(Self.gradient(plan, "y.weight"), expected.weightGradient, "∂weight")
        compare(Self.gradient(plan, "y.bias"), expected.biasGradient, "∂bias")
    }

    private static func gradient(_ plan: Plan, _ name: String) -> [Float] {
        plan.parameterGradient(name).withUnsafeBufferPointer { Array($0) }
    }

    /// Plans in different pieces share what they pack alike, keep apart what they do not, and all see a change.
    @Test func packedWeightsFollowTheParameter() throws {
        let shape = Shape(inputs: 64, outputs: 64, height: 24, width: 30)
        var stream = RandomStream(seed: 4, stream: "packing")
        let first = try shape.network.randomParameters(from: &stream)
        let second = try shape.network.randomParameters(from: &stream)
        let x = ReferenceTensor(normal: shape.input, batch: 1, from: &stream).floats
        func plan(_ store: ParameterStore, _ pieces: Int) throws -> Plan {
            let plan = try Plan(
                shape.network, parameters: store,
                options: PlanOptions(pieces: pieces, differentiate: .init(tensors: ["x"])))
            plan.tensor("x").assign(x)
            return plan
        }
        func run(_ plan: Plan) throws -> [Float] {
            try plan.forward()
            plan.gradient("y").assign(plan.tensor("y").values)
            try plan.backward()
            return plan.tensor("y").values + plan.gradient("x").values
        }
        let store = ParameterStore(first)
        let pieces = [1, 2, 3, 5, 12]
        let plans = try pieces.map { try plan(store, $0) }
        let before = try plans.map(run)
        for name in ["y.weight", "y.bias"] {
            store.buffer(name).withUnsafeMutableBufferPointer {
                _ = $0.update(fromContentsOf: second.value(name).values)
            }
            store.touch(name)
        }
        let after = try plans.map(run)
        for (index, count) in pieces.enumerated() {
            #expect(try run(plan(ParameterStore(first), count)) == before[index])
            #expect(try run(plan(ParameterStore(second), count)) == after[index])
        }
        #expect(before != after)
    }

    /// Errors of sums in `Float` are random: a few times u √K relative to the tensor's root mean square, and Winograd's
    /// transforms (Lavin, Gray 2016) multiply them by single digits.
    private func compare(_ found: [Float], _ expected: [Double], _ what: String) {
        #expect(found.count == expected.count)
        var error = 0.0
        var square = 0.0
        var worst = 0.0
        for i in expected.indices {
            let difference = Double(found[i]) - expected[i]
            error += difference * difference
            square += expected[i] * expected[i]
            worst = max(worst, abs(difference))
        }
        let scale = (square / Double(expected.count)).squareRoot()
        #expect((error / square).squareRoot() < 3e-6, "\(what)")
        #expect(worst < 3e-5 * scale, "\(what)")
    }
}

/// `y = W ∗ x + b` and its gradients by their definitions.
struct WideConvolutionReference {
    var y: [Double]
    var xGradient: [Double]
    var weightGradient: [Double]
    var biasGradient: [Double]

    init(_ shape: WideConvolutionTests.Shape, _ parameters: Parameters, x: [Double], gradient: [Double]) {
        let (ci, co) = (shape.inputs, shape.outputs)
        let (input, output) = (shape.input, shape.output)
        // Kernel position × input × output channels.
        let weights = parameters.value("y.weight").values.map(Double.init)
        var w = [Double](repeating: 0, count: 9 * ci * co)
        for o in 0..<co {
            for i in 0..<ci { for k in 0..<9 { w[(k * ci + i) * co + o] = weights[(o * ci + i) * 9 + k] } }
        }
        var wGradient = [Double](repeating: 0, count: w.count)
        y = [Double](repeating: 0, count: shape.batch * output.count)
        xGradient = [Double](repeating: 0, count: shape.batch * input.count)
        biasGradient = [Double](repeating: 0, count: co)
        let bias = parameters.value("y.bias").values.map(Double.init)
        for p in 0..<shape.batch * output.positions {
            for o in 0..<co {
                y[p * co + o] = bias[o]
                biasGradient[o] += gradient[p * co + o]
            }
        }
        for sample in 0..<shape.batch {
            for row in 0..<output.height {
                for column in 0..<output.width {
                    let to = (sample * output.positions + row * output.width + column) * co
                    for k in 0..<9 {
                        let sourceRow = row - shape.padding + shape.dilation * (k / 3)
                        let sourceColumn = column - shape.padding + shape.dilation * (k % 3)
                        guard 0..<input.height ~= sourceRow, 0..<input.width ~= sourceColumn else { continue }
                        let from = (sample * input.positions + sourceRow * input.width + sourceColumn) * ci
                        for i in 0..<ci {
                            let at = (k * ci + i) * co
                            let value = x[from + i]
                            var sum = 0.0
                            for o in 0..<co {
                                y[to + o] += value * w[at + o]
                                wGradient[at + o] += value * gradient[to + o]
                                sum += w[at + o] * gradient[to + o]
                            }
                            xGradient[from + i] += sum
                        }
                    }
                }
            }
        }
        weightGradient = [Double](repeating: 0, count: w.count)
        for o in 0..<co {
            for i in 0..<ci {
                for k in 0..<9 { weightGradient[(o * ci + i) * 9 + k] = wGradient[(k * ci + i) * co + o] }
            }
        }
    }
}
