internal import COneDNN
import Networks

/// ``AveragePool``, ``GlobalAveragePool`` and ``ResizeBilinear``: linear maps of positions, by oneDNN.
///
/// Backward is the transposed map.
final class ResamplingKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext
    private let forwardPrimitive: Primitive
    private var backwardPrimitive: Primitive?
    var forwardPieces: Int { 1 }

    private typealias Constructor = (UnsafePointer<dn_geometry>?, UnsafeMutablePointer<OpaquePointer?>?) -> Int32

    convenience init(_ operation: AveragePool, _ context: KernelContext) throws {
        var geometry = dn_geometry(context.inputShapes[0], context.outputShape, batch: context.batch)
        geometry.setWindow(kernel: operation.kernel, stride: operation.stride, padding: operation.padding)
        let input = context.inputShapes[0]
        let output = context.outputShape
        geometry.pad_bottom = farPadding(
            output.height, operation.kernel.height, operation.stride.height, 1, input.height, operation.padding.top)
        geometry.pad_right = farPadding(
            output.width, operation.kernel.width, operation.stride.width, 1, input.width, operation.padding.left)
        if operation.countsPadding {
            try self.init(geometry, context, dn_average_pool_forward_create, dn_average_pool_backward_create)
        } else {
            try self.init(
                geometry, context, dn_unpadded_average_pool_forward_create, dn_unpadded_average_pool_backward_create)
        }
    }

    convenience init(_ operation: GlobalAveragePool, _ context: KernelContext) throws {
        var geometry = dn_geometry(context.inputShapes[0], context.outputShape, batch: context.batch)
        geometry.setWindow(
            kernel: context.inputShapes[0].size, stride: Size(1), padding: Padding(vertical: 0, horizontal: 0))
        try self.init(geometry, context, dn_average_pool_forward_create, dn_average_pool_backward_create)
    }

    convenience init(_ operation: ResizeBilinear, _ context: KernelContext) throws {
        let geometry = dn_geometry(context.inputShapes[0], context.outputShape, batch: context.batch)
        try self.init(geometry, context, dn_resize_forward_create, dn_resize_backward_create)
    }

    private init(
        _ geometry: dn_geometry, _ context: KernelContext, _ forward: Constructor, _ backward: Constructor
    ) throws {
        self.context = context
        forwardPrimitive = try Primitive(context.node.name, "forward") { out in
            withUnsafePointer(to: geometry) { forward($0, out) }
        }
        forwardPrimitive.bind(context.inputs[0], context.output)
        if let outputGradient = context.outputGradient, context.inputGradients[0] != nil {
            let primitive = try Primitive(context.node.name, "backward") { out in
                withUnsafePointer(to: geometry) { backward($0, out) }
            }
            primitive.bind(outputGradient, nil)
            backwardPrimitive = primitive
        }
    }

    func forward(_ piece: Int) throws { try forwardPrimitive.run() }

    var backwardStages: [BackwardStage] {
        guard let backwardPrimitive, let sink = context.inputGradients[0] else { return [] }
        return context.wholeBackward(reads: []) {
            try sink.overwrite(0..<sink.count) { try backwardPrimitive.run($0, at: 1) }
        }
    }
}
