import Networks

/// One node of a plan, ready to run: it knows the addresses it reads and writes.
protocol Kernel: AnyObject {
    /// Brings what is kept of the parameters up to date, before a forward pass.
    func refreshForward() throws

    /// Pieces of the forward pass; they may run side by side.
    var forwardPieces: Int { get }

    /// Computes a piece of the node's output from its inputs.
    func forward(_ piece: Int) throws

    /// Brings what is kept of the parameters up to date, before a backward pass.
    func refreshBackward() throws

    /// From the output's gradient, the gradients of the inputs that need one, and of the parameters.
    var backwardStages: [BackwardStage] { get }
}

extension Kernel {
    func refreshForward() {}
    func refreshBackward() {}
}

/// A part of a node's backward pass: pieces that may run side by side, and the memory that they touch.
struct BackwardStage {
    var pieces: Int
    var reads: [MemoryRange]
    var writes: [MemoryRange]
    var run: (_ piece: Int) throws -> Void
}

/// Floats at an address.
struct MemoryRange: Hashable {
    let start: UInt
    let end: UInt

    init(_ base: UnsafeMutablePointer<Float>, _ count: Int) {
        start = UInt(bitPattern: base)
        end = start + UInt(count * MemoryLayout<Float>.stride)
    }

    func overlaps(_ other: MemoryRange) -> Bool { start < other.end && other.start < end }
}

/// What a node's backward pass reads besides the output's gradient: it keeps those tensors alive until then.
struct BackwardNeeds {
    var inputs = false
    var output = false
}

/// Everything a kernel is built from.
struct KernelContext {
    let node: Node
    let batch: Int
    let inputShapes: [FeatureShape]
    let outputShape: FeatureShape
    let inputs: [UnsafeMutablePointer<Float>]
    let output: UnsafeMutablePointer<Float>
    /// Where the gradient of each input goes; nil where none is needed.
    let inputGradients: [GradientSink?]
    /// The gradient of the output; nil in a plan (or a part of one) without a backward pass.
    let outputGradient: UnsafeMutablePointer<Float>?
    let parameters: [String: ParameterBinding]
    let batchNorm: PlanOptions.BatchNormMode
    /// The pieces of the forward pass, as bands of the output. One where the node is not to be split.
    let bands: [Band]
    /// How many pieces work may be split into where it is worth it.
    let pieces: Int
    /// Whether the node runs with others, band by band: then it has no pieces but the bands.
    let isGrouped: Bool

    var inputCount: Int { inputShapes[0].count * batch }
    var outputCount: Int { outputShape.count * batch }

    func parameter(_ role: String) -> ParameterBinding {
        guard let binding = parameters[role] else {
            preconditionFailure("\(node.name) has no parameter \(role)")
        }
        return binding
    }

    /// A band's place in the output, and in inputs of the same shape.
    func elements(_ piece: Int) -> Range<Int> { bands[piece].elements(outputShape) }

    func inputRange(_ index: Int) -> MemoryRange { MemoryRange(inputs[index], inputShapes[index].count * batch) }
    var outputRange: MemoryRange { MemoryRange(output, outputCount) }
    var outputGradientRange: [MemoryRange] { outputGradient.map { [MemoryRange($0, outputCount)] } ?? [] }
    var sinkRanges: [MemoryRange] { inputGradients.compactMap { $0.map { MemoryRange($0.base, $0.count) } } }

    /// A backward pass over the elements of the output in contiguous shares, each on its own.
    func elementwiseBackward(
        reads: [MemoryRange] = [], _ body: @escaping (_ elements: Range<Int>) throws -> Void
    ) -> [BackwardStage] {
        guard outputGradient != nil, inputGradients.contains(where: { $0 != nil }) else { return [] }
        let share = 1 << 14
        let count = max(1, min(pieces, outputCount / share))
        let total = outputCount
        return [
            BackwardStage(pieces: count, reads: outputGradientRange + reads, writes: sinkRanges) { piece in
                // Shares begin at cache lines.
                let start = total / 16 * piece / count * 16
                let end = piece == count - 1 ? total : total / 16 * (piece + 1) / count * 16
                try body(start..<end)
            }
        ]
    }

    /// A backward pass in one piece.
    func wholeBackward(
        reads: [MemoryRange], writes: [MemoryRange] = [], _ body: @escaping () throws -> Void
    ) -> [BackwardStage] {
        guard outputGradient != nil else { return [] }
        return [
            BackwardStage(pieces: 1, reads: outputGradientRange + reads, writes: sinkRanges + writes) { _ in
                try body()
            }
        ]
    }
}

/// A parameter as a kernel sees it.
struct ParameterBinding {
    let entry: ParameterStore.Entry
    /// Where its gradient goes (overwritten by every backward pass); nil where none is asked for.
    let gradient: FloatBuffer?

    var values: UnsafeMutablePointer<Float> { entry.buffer.base }
    var version: Int { entry.version }

    /// The gradient's memory, for the order of stages.
    var gradientRanges: [MemoryRange] { gradient.map { [MemoryRange($0.base, $0.count)] } ?? [] }
}
