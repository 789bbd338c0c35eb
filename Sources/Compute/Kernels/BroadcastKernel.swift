internal import CElementwise
import Networks

/// ``Multiply``, ``Divide``, and ``Add`` and ``Subtract`` of unequal shapes.
///
/// Backward, of `a b`: `∂a = ∂y b`, `∂b = ∂y a`; of `a / b`: `∂a = ∂y / b`, `∂b = −∂y a / b²`. An operand that is repeated
/// gets the sum of what its copies get, in double precision.
final class BroadcastKernel: Kernel {
    static func needs(_ operation: Operation) -> BackwardNeeds {
        switch operation {
        case .multiply, .divide: BackwardNeeds(inputs: true)
        default: BackwardNeeds()
        }
    }

    private let context: KernelContext
    private let combine: ce_operator
    var forwardPieces: Int { context.bands.count }

    init(_ operation: Operation, _ context: KernelContext) {
        self.context = context
        combine =
            switch operation {
            case .add: ce_plus
            case .subtract: ce_minus
            case .multiply: ce_times
            default: ce_over
            }
    }

    func forward(_ piece: Int) {
        let band = context.bands[piece]
        let (a, b) = (operand(0), operand(1))
        for n in band.samples {
            for y in band.rows {
                let row = context.output + rowStart(context.outputShape, n, y)
                ce_binary(combine, a.row(n, y), b.row(n, y), row, width, channels)
            }
        }
    }

    private var width: Int { context.outputShape.width }
    private var channels: Int { context.outputShape.channels }

    private func operand(_ index: Int) -> Operand {
        Operand(values: context.inputs[index], shape: context.inputShapes[index])
    }

    var backwardStages: [BackwardStage] {
        let reads = Self.needs(context.node.operation).inputs ? [context.inputRange(0), context.inputRange(1)] : []
        return context.wholeBackward(reads: reads) { [unowned self] in
            // In the order of the inputs: which of two sinks of one tensor overwrites is decided that way.
            for (index, sink) in context.inputGradients.enumerated() {
                if let sink { backward(index, sink) }
            }
        }
    }

    private func backward(_ index: Int, _ sink: GradientSink) {
        guard let dy = context.outputGradient else { return }
        let shape = context.inputShapes[index]
        let isWhole = shape == context.outputShape
        let gradient = Operand(values: dy, shape: context.outputShape)
        let scratch = ThreadScratch.current.values(width * channels)
        var sums = [Double](repeating: 0, count: isWhole ? 0 : shape.count)
        for n in 0..<context.batch {
            for y in 0..<context.outputShape.height {
                let sign = write(index, gradient, n, y, into: scratch)
                if isWhole {
                    let start = rowStart(shape, n, y)
                    ce_send(scratch, Float(sign), sink.base + start, width * channels, sink.accumulates ? 1 : 0)
                } else {
                    let start = shape.height == 1 ? 0 : rowStart(shape, 0, y)
                    sums.withUnsafeMutableBufferPointer {
                        ce_reduce(
                            scratch, sign, $0.baseAddress! + start, shape.width == 1 ? 0 : shape.channels,
                            shape.channels == 1 ? 0 : 1, width, channels)
                    }
                }
            }
            guard !isWhole else { continue }
            let target = sink.base + n * shape.count
            for i in sums.indices {
                target[i] = sink.accumulates ? target[i] + Float(sums[i]) : Float(sums[i])
                sums[i] = 0
            }
        }
    }

    /// What an operand gets back at one row, up to the sign that is returned.
    private func write(_ index: Int, _ dy: Operand, _ n: Int, _ y: Int, into row: UnsafeMutablePointer<Float>) -> Double
    {
        let other = operand(1 - index).row(n, y)
        let whole = ce_operand(values: row, position: channels, channel: 1)
        switch combine {
        case ce_times:
            ce_binary(ce_times, dy.row(n, y), other, row, width, channels)
            return 1
        case ce_over:
            if index == 0 {
                ce_binary(ce_over, dy.row(n, y), other, row, width, channels)
                return 1
            }
            let divisor = operand(1).row(n, y)
            ce_binary(ce_times, dy.row(n, y), other, row, width, channels)
            ce_binary(ce_over, whole, divisor, row, width, channels)
            ce_binary(ce_over, whole, divisor, row, width, channels)
            return -1
        default:
            row.update(from: dy.row(n, y).values, count: width * channels)
            return combine == ce_minus && index == 1 ? -1 : 1
        }
    }

    private func rowStart(_ shape: FeatureShape, _ n: Int, _ y: Int) -> Int {
        (n * shape.height + y) * shape.width * shape.channels
    }

    /// A tensor whose axes of extent 1 are repeated.
    private struct Operand {
        let values: UnsafeMutablePointer<Float>
        let shape: FeatureShape

        func row(_ n: Int, _ y: Int) -> ce_operand {
            let start = (n * shape.height + (shape.height == 1 ? 0 : y)) * shape.width * shape.channels
            return ce_operand(
                values: values + start, position: shape.width == 1 ? 0 : shape.channels,
                channel: shape.channels == 1 ? 0 : 1)
        }
    }
}
