internal import CElementwise
internal import COneDNN
import Networks

/// ``TransposedConvolution`` by oneDNN: the convolution that leads from its output's extents to its input's, run
/// backwards. `y = Wᵀ ∗ x` is that convolution's input gradient, `∂x = W ∗ ∂y` its forward pass, and `∂W` its kernel
/// gradient with the two exchanged; its weights are PyTorch's, to the element.
final class TransposedConvolutionKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    private let context: KernelContext
    private let hasBias: Bool
    private let forwardPrimitive: Primitive
    private let forwardWeights: PackedWeights
    private var backwardData: (primitive: Primitive, weights: PackedWeights)?
    private var backwardWeights: (primitive: Primitive, unpack: Primitive, packed: FloatBuffer)?
    var forwardPieces: Int { 1 }

    init(_ operation: TransposedConvolution, _ context: KernelContext) throws {
        self.context = context
        hasBias = operation.hasBias
        let geometry = Self.convolution(operation, context).whole
        let node = context.node.name
        let weight = context.parameter("weight")
        func make(
            _ direction: String, _ create: (UnsafePointer<dn_geometry>, UnsafeMutablePointer<OpaquePointer?>) -> Int32
        ) throws -> Primitive {
            try Primitive(node, direction) { out in withUnsafePointer(to: geometry) { create($0, out) } }
        }
        forwardPrimitive = try make("forward") { dn_convolution_backward_data_create($0, $1) }
        forwardWeights = try weight.entry.packed(forwardPrimitive, geometry)
        forwardPrimitive.bind(context.inputs[0], forwardWeights.buffer.base, context.output)
        guard let outputGradient = context.outputGradient else { return }
        if context.inputGradients[0] != nil {
            let primitive = try make("backward data") { dn_convolution_forward_create($0, 0, $1) }
            let packed = try weight.entry.packed(primitive, geometry)
            primitive.bind(outputGradient, packed.buffer.base, nil)
            backwardData = (primitive, packed)
        }
        if let gradient = weight.gradient {
            let primitive = try make("backward weights") { dn_convolution_backward_weights_create($0, 0, $1) }
            let packed = FloatBuffer(count: primitive.packedCount)
            primitive.bind(outputGradient, context.inputs[0], packed.base)
            let unpack = try primitive.unpacking(geometry)
            unpack.bind(packed.base, gradient.base)
            backwardWeights = (primitive, unpack, packed)
        }
    }

    private static func convolution(
        _ operation: TransposedConvolution, _ context: KernelContext
    ) -> ConvolutionExtents {
        let input = context.inputShapes[0]
        let convolution = Convolution(
            outputChannels: input.channels, kernel: operation.kernel, stride: operation.stride,
            padding: operation.padding, dilation: operation.dilation, groups: operation.groups)
        return ConvolutionExtents(
            operation: convolution, input: context.outputShape, output: input, batch: context.batch)
    }

    func refreshForward() throws { try forwardWeights.refresh() }

    func forward(_ piece: Int) throws {
        try forwardPrimitive.run()
        guard hasBias else { return }
        let bias = ce_operand(values: context.parameter("bias").values, position: 0, channel: 1)
        let channels = context.outputShape.channels
        let output = ce_operand(values: context.output, position: channels, channel: 1)
        ce_binary(ce_plus, output, bias, context.output, context.outputCount / channels, channels)
    }

    func refreshBackward() throws { try backwardData?.weights.refresh() }

    var backwardStages: [BackwardStage] {
        var stages: [BackwardStage] = []
        if let sink = context.inputGradients[0], let (primitive, _) = backwardData {
            stages.append(
                BackwardStage(pieces: 1, reads: context.outputGradientRange, writes: context.sinkRanges) { _ in
                    try sink.overwrite(0..<sink.count) { try primitive.run($0, at: 2) }
                })
        }
        let gradients = context.parameters.values.flatMap(\.gradientRanges)
        guard !gradients.isEmpty else { return stages }
        stages.append(
            BackwardStage(
                pieces: 1, reads: context.outputGradientRange + [context.inputRange(0)], writes: gradients
            ) { [unowned self] _ in try weightGradients() })
        return stages
    }

    private func weightGradients() throws {
        if let (primitive, unpack, _) = backwardWeights {
            try primitive.run()
            try unpack.run()
        }
        guard hasBias, let gradient = context.parameter("bias").gradient, let dy = context.outputGradient else {
            return
        }
        let channels = context.outputShape.channels
        var sums = [Double](repeating: 0, count: channels)
        ce_channel_sums(dy, &sums, context.outputCount / channels, channels)
        for c in 0..<channels { gradient.base[c] = Float(sums[c]) }
    }
}
