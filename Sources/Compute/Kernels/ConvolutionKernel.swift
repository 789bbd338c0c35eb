internal import COneDNN
import Networks

/// ``Convolution`` by oneDNN, on plain NHWC features and packed weights.
///
/// Backward: `∂x = Wᵀ ∗ ∂y` (skipped where no input gradient is needed), `∂W = ∂y ∗ x`, `∂b = Σ_p ∂y`.
final class ConvolutionKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    private let context: KernelContext
    private let forwardPrimitive: Primitive
    private let forwardWeights: PackedWeights
    private var backwardData: (primitive: Primitive, weights: PackedWeights)?
    private var backwardWeights: (primitive: Primitive, unpack: Primitive?, packed: FloatBuffer)?

    init(_ operation: Convolution, _ context: KernelContext) throws {
        self.context = context
        let node = context.node.name
        var geometry = dn_geometry(context.inputShapes[0], context.outputShape, batch: context.batch)
        geometry.setWindow(kernel: operation.kernel, stride: operation.stride, padding: operation.padding)
        // The far padding is what the output's extent implies; a convolution may leave part of its input unread.
        geometry.pad_bottom = farPadding(
            context.outputShape.height, operation.kernel.height, operation.stride.height, operation.dilation.height,
            context.inputShapes[0].height, operation.padding.top)
        geometry.pad_right = farPadding(
            context.outputShape.width, operation.kernel.width, operation.stride.width, operation.dilation.width,
            context.inputShapes[0].width, operation.padding.left)
        geometry.dilation_height = Int32(operation.dilation.height)
        geometry.dilation_width = Int32(operation.dilation.width)
        geometry.groups = Int32(operation.groups)

        let weight = context.parameter("weight")
        let bias = operation.hasBias ? context.parameter("bias") : nil
        forwardPrimitive = try Primitive(node, "forward", context.workspace) { [geometry] out in
            withUnsafePointer(to: geometry) { dn_convolution_forward_create($0, bias == nil ? 0 : 1, nil, out) }
        }
        forwardWeights = try PackedWeights(forwardPrimitive, geometry, weight)
        if let bias {
            forwardPrimitive.bind(context.inputs[0], forwardWeights.packed.base, bias.values, context.output)
        } else {
            forwardPrimitive.bind(context.inputs[0], forwardWeights.packed.base, context.output)
        }

        guard let outputGradient = context.outputGradient else { return }
        if context.inputGradients[0] != nil {
            let primitive = try Primitive(node, "backward data", context.workspace) { [geometry] out in
                withUnsafePointer(to: geometry) { dn_convolution_backward_data_create($0, nil, out) }
            }
            let weights = try PackedWeights(primitive, geometry, weight)
            primitive.bind(outputGradient, weights.packed.base, nil)
            backwardData = (primitive, weights)
        }
        let biasGradient = bias?.gradient
        if weight.gradient != nil || biasGradient != nil {
            let primitive = try Primitive(node, "backward weights", context.workspace) { [geometry] out in
                withUnsafePointer(to: geometry) {
                    dn_convolution_backward_weights_create($0, biasGradient == nil ? 0 : 1, nil, out)
                }
            }
            let packed = FloatBuffer(count: primitive.packedCount)
            if let biasGradient {
                primitive.bind(context.inputs[0], outputGradient, packed.base, biasGradient.base)
            } else {
                primitive.bind(context.inputs[0], outputGradient, packed.base)
            }
            let unpack = try weight.gradient.map { gradient in
                let unpack = try primitive.unpacking(geometry)
                unpack.bind(packed.base, gradient.base)
                return unpack
            }
            backwardWeights = (primitive, unpack, packed)
        }
    }

    func forward() throws {
        try forwardWeights.refresh()
        try forwardPrimitive.run()
    }

    func backward() throws {
        if let backwardWeights {
            try backwardWeights.primitive.run()
            try backwardWeights.unpack?.run()
        }
        if let backwardData, let sink = context.inputGradients[0] {
            try backwardData.weights.refresh()
            try sink.overwrite { try backwardData.primitive.run($0, at: 2) }
        }
    }
}

/// A convolution's weights in the layout that one primitive wants, repacked when the parameter has changed.
private final class PackedWeights {
    let packed: FloatBuffer
    private let pack: Primitive
    private let weight: ParameterBinding
    private var version: Int?

    init(_ primitive: Primitive, _ geometry: dn_geometry, _ weight: ParameterBinding) throws {
        packed = FloatBuffer(count: primitive.packedCount)
        pack = try primitive.packing(geometry)
        pack.bind(weight.values, packed.base)
        self.weight = weight
    }

    func refresh() throws {
        guard version != weight.version else { return }
        try pack.run()
        version = weight.version
    }
}
