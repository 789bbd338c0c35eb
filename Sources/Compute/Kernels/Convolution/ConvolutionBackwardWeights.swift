internal import COneDNN
import Networks

/// The gradients of a convolution's weights and bias, `∂W = ∂y ∗ x`, `∂b = Σ_p ∂y`.
///
/// In pieces, of which there are as many whatever the number of threads: bands of rows, each with sums of its own that
/// are added up in order, or, where weights outweigh features, slices of output channels.
final class ConvolutionBackwardWeights {
    private struct Piece {
        var primitive: Primitive
        /// Brings a slice's gradient into the parameter's; nil where the pieces are summed first.
        var unpack: Primitive?
        var slice: Range<Int>?
    }

    private let context: KernelContext
    private let outputGradient: UnsafeMutablePointer<Float>
    private var pieces: [Piece] = []
    /// The pieces' sums, in the primitive's layout.
    private var packed: [FloatBuffer] = []
    private var biases: [FloatBuffer] = []
    private var unpack: Primitive?

    init(
        _ extents: ConvolutionExtents, _ context: KernelContext, outputGradient: UnsafeMutablePointer<Float>
    ) throws {
        self.context = context
        self.outputGradient = outputGradient
        let slices = extents.isWeightBound ? extents.channelSlices(extents.pieces(context.pieces)) : []
        if slices.count > 1 {
            try makeSlices(slices, extents)
        } else {
            try makeBands(extents)
        }
    }

    private var weight: ParameterBinding { context.parameter("weight") }
    private var bias: FloatBuffer? { context.parameters["bias"]?.gradient }

    private func make(_ geometry: dn_geometry, like first: Primitive?) throws -> Primitive {
        try Primitive(context.node.name, "backward weights") { out in
            withUnsafePointer(to: geometry) {
                dn_convolution_backward_weights_create($0, bias == nil ? 0 : 1, first?.handle, out)
            }
        }
    }

    private func makeSlices(_ slices: [Range<Int>], _ extents: ConvolutionExtents) throws {
        for slice in slices {
            var geometry = extents.whole
            geometry.out_channels = Int32(slice.count)
            let primitive = try make(geometry, like: nil)
            let sums = FloatBuffer(count: primitive.packedCount)
            if let bias {
                primitive.bind(context.inputs[0], nil, sums.base, bias.base + slice.lowerBound)
            } else {
                primitive.bind(context.inputs[0], nil, sums.base)
            }
            let unpack = try weight.gradient.map { gradient in
                let unpack = try primitive.unpacking(geometry)
                unpack.bind(sums.base, gradient.base + slice.lowerBound * extents.weightsPerChannel)
                return unpack
            }
            packed.append(sums)
            pieces.append(Piece(primitive: primitive, unpack: unpack, slice: slice))
        }
    }

    private func makeBands(_ extents: ConvolutionExtents) throws {
        let bands = Band.split(extents.output, batch: context.batch, into: extents.pieces(context.pieces))
        var parts = bands.compactMap { extents.part(output: $0) }
        if parts.count != bands.count {
            parts = [Band(all: extents.output, batch: context.batch)].compactMap { extents.part(output: $0) }
        }
        let first = try make(extents.whole, like: nil)
        for part in parts {
            let primitive = try make(part.geometry, like: first)
            let sums = FloatBuffer(count: primitive.packedCount)
            let x = context.inputs[0] + part.input.lowerBound
            let dy = outputGradient + part.output.lowerBound
            if let bias {
                let target = biases.isEmpty ? bias : FloatBuffer(count: bias.count)
                biases.append(target)
                primitive.bind(x, dy, sums.base, target.base)
            } else {
                primitive.bind(x, dy, sums.base)
            }
            packed.append(sums)
            pieces.append(Piece(primitive: primitive))
        }
        if let gradient = weight.gradient {
            let unpack = try first.unpacking(extents.whole)
            unpack.bind(packed[0].base, gradient.base)
            self.unpack = unpack
        }
    }

    var stages: [BackwardStage] {
        let sums = (packed + biases).map { MemoryRange($0.base, $0.count) }
        let gradients = weight.gradientRanges + (bias.map { [MemoryRange($0.base, $0.count)] } ?? [])
        let reads = context.outputGradientRange + [context.inputRange(0)]
        if pieces[0].slice != nil {
            return [
                BackwardStage(pieces: pieces.count, reads: reads, writes: sums + gradients) { [unowned self] in
                    try runSlice(pieces[$0])
                }
            ]
        }
        return [
            BackwardStage(pieces: pieces.count, reads: reads, writes: sums) { [unowned self] in
                try pieces[$0].primitive.run()
            },
            BackwardStage(pieces: 1, reads: [], writes: sums + gradients) { [unowned self] _ in try finish() },
        ]
    }

    private func runSlice(_ piece: Piece) throws {
        guard let slice = piece.slice else { return }
        let positions = context.batch * context.outputShape.positions
        let scratch = ThreadScratch.current.values(positions * slice.count)
        let channels = context.outputShape.channels
        for p in 0..<positions {
            (scratch + p * slice.count).update(
                from: outputGradient + p * channels + slice.lowerBound, count: slice.count)
        }
        try piece.primitive.run(scratch, at: 1)
        try piece.unpack?.run()
    }

    /// Adds the bands' sums up, in their order.
    private func finish() throws {
        for buffers in [packed, biases] {
            guard let total = buffers.first else { continue }
            for other in buffers.dropFirst() {
                for i in 0..<total.count { total.base[i] += other.base[i] }
            }
        }
        try unpack?.run()
    }
}
