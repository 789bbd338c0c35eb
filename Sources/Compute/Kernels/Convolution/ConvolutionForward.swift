internal import COneDNN
import Networks

/// A convolution's forward pass in pieces: bands of rows, or slices of output channels where weights outweigh features.
final class ConvolutionForward {
    private struct Piece {
        var primitive: Primitive
        /// The channels that the piece computes apart and then copies into the output; nil: its rows, in place.
        var slice: Range<Int>?
    }

    private let context: KernelContext
    private let pieces: [Piece]
    private let weights: [PackedWeights]

    var count: Int { pieces.count }

    init(_ extents: ConvolutionExtents, _ context: KernelContext) throws {
        self.context = context
        let weight = context.parameter("weight")
        let bias = extents.operation.hasBias ? context.parameter("bias") : nil
        let name = context.node.name
        var pieces: [Piece] = []
        var weights: [PackedWeights] = []
        func make(_ geometry: dn_geometry) throws -> Primitive {
            try Primitive(name, "forward") { out in
                withUnsafePointer(to: geometry) {
                    dn_convolution_forward_create($0, bias == nil ? 0 : 1, out)
                }
            }
        }
        func bind(
            _ primitive: Primitive, _ input: Int, _ packed: PackedWeights, _ channel: Int,
            _ output: UnsafeMutablePointer<Float>?
        ) {
            if let bias {
                primitive.bind(context.inputs[0] + input, packed.buffer.base, bias.values + channel, output)
            } else {
                primitive.bind(context.inputs[0] + input, packed.buffer.base, output)
            }
        }
        let slices = Self.slices(extents, context)
        if slices.count > 1 {
            for slice in slices {
                var geometry = extents.whole
                geometry.out_channels = Int32(slice.count)
                let primitive = try make(geometry)
                let packed = try weight.entry.packed(
                    primitive, geometry, offset: slice.lowerBound * extents.weightsPerChannel)
                bind(primitive, 0, packed, slice.lowerBound, nil)
                pieces.append(Piece(primitive: primitive, slice: slice))
                weights.append(packed)
            }
        } else {
            for part in Self.parts(extents, context) {
                let primitive = try make(part.geometry)
                // Mostly one layout for all bands; oneDNN may find another one faster for a low band.
                let packed = try weight.entry.packed(primitive, part.geometry)
                bind(primitive, part.input.lowerBound, packed, 0, context.output + part.output.lowerBound)
                pieces.append(Piece(primitive: primitive))
                weights.append(packed)
            }
        }
        self.pieces = pieces
        self.weights = weights
    }

    private static func slices(_ extents: ConvolutionExtents, _ context: KernelContext) -> [Range<Int>] {
        guard context.bands.count == 1, !context.isGrouped, extents.isWeightBound else { return [] }
        return extents.channelSlices(extents.pieces(context.pieces))
    }

    private static func parts(_ extents: ConvolutionExtents, _ context: KernelContext) -> [ConvolutionExtents.Part] {
        context.bands.compactMap { extents.part(output: $0) }
    }

    func refresh() throws {
        for packed in weights { try packed.refresh() }
    }

    func run(_ index: Int) throws {
        let piece = pieces[index]
        guard let slice = piece.slice else { return try piece.primitive.run() }
        let positions = context.batch * context.outputShape.positions
        let scratch = ThreadScratch.current.values(positions * slice.count)
        try piece.primitive.run(scratch, at: context.node.operation.hasBias ? 3 : 2)
        let channels = context.outputShape.channels
        for p in 0..<positions {
            (context.output + p * channels + slice.lowerBound).update(
                from: scratch + p * slice.count, count: slice.count)
        }
    }
}

extension Operation {
    /// Whether a convolution has a bias.
    var hasBias: Bool {
        if case .convolution(let convolution) = self { convolution.hasBias } else { false }
    }
}
