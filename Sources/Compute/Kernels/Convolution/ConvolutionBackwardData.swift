internal import COneDNN
import Networks

/// The gradient of a convolution's input, `∂x = Wᵀ ∗ ∂y`, in bands of rows.
final class ConvolutionBackwardData {
    private let sink: GradientSink
    private let pieces: [(primitive: Primitive, elements: Range<Int>)]
    private let weights: [PackedWeights]

    var count: Int { pieces.count }

    init(
        _ extents: ConvolutionExtents, _ context: KernelContext, _ sink: GradientSink,
        outputGradient: UnsafeMutablePointer<Float>
    ) throws {
        self.sink = sink
        let name = context.node.name
        var pieces: [(primitive: Primitive, elements: Range<Int>)] = []
        var weights: [PackedWeights] = []
        for part in Self.parts(extents, context) {
            let primitive = try Primitive(name, "backward data") { out in
                withUnsafePointer(to: part.geometry) { dn_convolution_backward_data_create($0, out) }
            }
            let packed = try context.parameter("weight").entry.packed(primitive, part.geometry)
            primitive.bind(outputGradient + part.output.lowerBound, packed.buffer.base, nil)
            pieces.append((primitive, part.input))
            weights.append(packed)
        }
        self.pieces = pieces
        self.weights = weights
    }

    private static func parts(_ extents: ConvolutionExtents, _ context: KernelContext) -> [ConvolutionExtents.Part] {
        let bands = Band.split(
            extents.input, batch: context.batch, into: extents.pieces(context.pieces),
            alignment: 2 * extents.operation.stride.height)
        let parts = bands.compactMap { extents.part(input: $0) }
        return parts.count == bands.count
            ? parts : [Band(all: extents.input, batch: context.batch)].compactMap { extents.part(input: $0) }
    }

    func refresh() throws {
        for packed in weights { try packed.refresh() }
    }

    func run(_ index: Int) throws {
        let (primitive, elements) = pieces[index]
        try sink.overwrite(elements) { try primitive.run($0, at: 2) }
    }
}
