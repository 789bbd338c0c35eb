internal import CElementwise
import Networks

/// ``Resample``, ``Pad``, ``Crop`` and ``PositionGather``: linear maps of positions that are the product of one along the rows and one along
/// the columns, from tables. Backward is the transposed map.
final class SamplingKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext
    private let rows: AxisTable
    private let columns: AxisTable
    /// What stands where nothing is taken.
    private let fill: Float
    var forwardPieces: Int { context.bands.count }

    convenience init(_ operation: Resample, _ context: KernelContext) {
        let (input, output) = (context.inputShapes[0], context.outputShape)
        self.init(
            AxisMap(operation, input: input.height, output: output.height, scale: operation.scale?.vertical),
            AxisMap(operation, input: input.width, output: output.width, scale: operation.scale?.horizontal), context)
    }

    convenience init(_ operation: Pad, _ context: KernelContext) {
        let (padding, input) = (operation.padding, context.inputShapes[0])
        var fill: Float = 0
        if case .constant(let value) = operation.mode { fill = value }
        self.init(
            AxisMap(padding: input.height, before: padding.top, after: padding.bottom, operation.mode),
            AxisMap(padding: input.width, before: padding.left, after: padding.right, operation.mode), context,
            fill: fill)
    }

    convenience init(_ operation: Crop, _ context: KernelContext) {
        self.init(AxisMap(operation.rows), AxisMap(operation.columns), context)
    }

    convenience init(_ operation: PositionGather, _ context: KernelContext) {
        self.init(AxisMap(picking: operation.rows), AxisMap(picking: operation.columns), context)
    }

    private init(_ rows: AxisMap, _ columns: AxisMap, _ context: KernelContext, fill: Float = 0) {
        self.context = context
        self.rows = AxisTable(rows)
        self.columns = AxisTable(columns)
        self.fill = fill
    }

    func forward(_ piece: Int) {
        let band = context.bands[piece]
        let (input, output) = (context.inputShapes[0], context.outputShape)
        for n in band.samples {
            ce_sample_rows(
                context.inputs[0] + n * input.count, input.width, input.channels, rows.axis, columns.axis, fill,
                context.output + n * output.count, output.width, band.rows.lowerBound, band.rows.upperBound)
        }
    }

    var backwardStages: [BackwardStage] {
        guard let dy = context.outputGradient, let sink = context.inputGradients[0] else { return [] }
        let (input, output) = (context.inputShapes[0], context.outputShape)
        return [
            BackwardStage(
                pieces: context.batch, reads: context.outputGradientRange, writes: context.sinkRanges
            ) { [rows, columns] n in
                let target = sink.base + n * input.count
                if !sink.accumulates { target.update(repeating: 0, count: input.count) }
                ce_sample_rows_backward(
                    dy + n * output.count, output.height, output.width, input.channels, rows.axis, columns.axis,
                    target, input.width)
            }
        ]
    }
}

/// An ``AxisMap`` in memory with fixed addresses.
private final class AxisTable {
    private let start: UnsafeMutableBufferPointer<Int32>
    private let index: UnsafeMutableBufferPointer<Int32>
    private let weight: UnsafeMutableBufferPointer<Float>

    init(_ map: AxisMap) {
        var starts: [Int32] = [0]
        for taps in map.taps { starts.append(starts[starts.count - 1] + Int32(taps.count)) }
        start = Self.copy(starts)
        index = Self.copy(map.taps.joined().map { Int32($0.index) })
        weight = Self.copy(map.taps.joined().map(\.weight))
    }

    deinit {
        start.deallocate()
        index.deallocate()
        weight.deallocate()
    }

    var axis: ce_axis { ce_axis(start: start.baseAddress, index: index.baseAddress, weight: weight.baseAddress) }

    private static func copy<T>(_ values: [T]) -> UnsafeMutableBufferPointer<T> {
        let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(values.count, 1))
        _ = buffer.initialize(from: values)
        return buffer
    }
}
