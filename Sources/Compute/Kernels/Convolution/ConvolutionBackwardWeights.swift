internal import COneDNN
import Networks

/// The gradients of a convolution's weights and bias, `∂W = ∂y ∗ x`, `∂b = Σ_p ∂y`.
///
/// In pieces, of which there are as many whatever the number of threads: bands of rows, each with sums of its own that
/// are added up in order, or, where weights outweigh features, slices of output channels.
final class ConvolutionBackwardWeights {
    private struct Piece {
        var primitive: Primitive
        /// Brings the piece's sums into the parameter's order; nil where the pieces are summed in their own.
        var unpack: Primitive?
        var slice: Range<Int>?
    }

    private let context: KernelContext
    private let outputGradient: UnsafeMutablePointer<Float>
    private var pieces: [Piece] = []
    /// The pieces' sums, in the primitive's layout.
    private var packed: [FloatBuffer] = []
    /// The same in the parameter's order, where the bands' layouts differ.
    private var plain: [FloatBuffer] = []
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

    private func make(_ geometry: dn_geometry) throws -> Primitive {
        try Primitive(context.node.name, "backward weights") { out in
            withUnsafePointer(to: geometry) {
                dn_convolution_backward_weights_create($0, bias == nil ? 0 : 1, out)
            }
        }
    }

    private func makeSlices(_ slices: [Range<Int>], _ extents: ConvolutionExtents) throws {
        for slice in slices {
            var geometry = extents.whole
            geometry.out_channels = Int32(slice.count)
            let primitive = try make(geometry)
            // Its sums are scratch: nothing is left to add to them.
            if let bias {
                primitive.bind(context.inputs[0], nil, nil, bias.base + slice.lowerBound)
            } else {
                primitive.bind(context.inputs[0], nil, nil)
            }
            let unpack = try weight.gradient.map { gradient in
                let unpack = try primitive.unpacking(geometry)
                unpack.bind(nil, gradient.base + slice.lowerBound * extents.weightsPerChannel)
                return unpack
            }
            pieces.append(Piece(primitive: primitive, unpack: unpack, slice: slice))
        }
    }

    private func makeBands(_ extents: ConvolutionExtents) throws {
        let bands = Band.split(extents.output, batch: context.batch, into: extents.pieces(context.pieces))
        var parts = bands.compactMap { extents.part(output: $0) }
        if parts.count != bands.count {
            parts = [Band(all: extents.output, batch: context.batch)].compactMap { extents.part(output: $0) }
        }
        let primitives = try parts.map { try make($0.geometry) }
        for (part, primitive) in zip(parts, primitives) {
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
        guard let gradient = weight.gradient else { return }
        if primitives.allSatisfy({ $0.wantsPacking(of: primitives[0]) }) {
            let unpack = try primitives[0].unpacking(parts[0].geometry)
            unpack.bind(packed[0].base, gradient.base)
            self.unpack = unpack
        } else {
            for index in pieces.indices {
                let sums = index == 0 ? gradient : FloatBuffer(count: gradient.count)
                let unpack = try primitives[index].unpacking(parts[index].geometry)
                unpack.bind(packed[index].base, sums.base)
                pieces[index].unpack = unpack
                plain.append(sums)
            }
        }
    }

    var stages: [BackwardStage] {
        let sums = (packed + plain + biases).map { MemoryRange($0.base, $0.count) }
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
                try pieces[$0].unpack?.run()
            },
            BackwardStage(pieces: 1, reads: [], writes: sums + gradients) { [unowned self] _ in try finish() },
        ]
    }

    private func runSlice(_ piece: Piece) throws {
        guard let slice = piece.slice else { return }
        let positions = context.batch * context.outputShape.positions
        let gradients = positions * slice.count
        let scratch = ThreadScratch.current.values(gradients + 16 + piece.primitive.packedCount)
        let sums = scratch + (gradients + 15) / 16 * 16
        let channels = context.outputShape.channels
        for p in 0..<positions {
            (scratch + p * slice.count).update(
                from: outputGradient + p * channels + slice.lowerBound, count: slice.count)
        }
        try piece.primitive.run([(1, scratch), (2, sums)])
        try piece.unpack?.run(sums, at: 0)
    }

    /// Adds the bands' sums up, in their order.
    private func finish() throws {
        for buffers in [plain.isEmpty ? packed : plain, biases] {
            guard let total = buffers.first else { continue }
            for other in buffers.dropFirst() {
                for i in 0..<total.count { total.base[i] += other.base[i] }
            }
        }
        try unpack?.run()
    }
}
