import Networks

/// ``Rearrange``. Backward is the inverse order.
final class RearrangeKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext
    /// Where each run of the output begins in the input.
    private let starts: [Int]
    /// Elements of a run, and how far apart they lie in the input.
    private let run: (count: Int, stride: Int)
    var forwardPieces: Int { 1 }

    init(_ operation: Rearrange, _ context: KernelContext) {
        self.context = context
        var strides = [Int](repeating: 1, count: operation.sizes.count)
        for axis in operation.sizes.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * operation.sizes[axis + 1]
        }
        // The output's axes, neighbours that are neighbours in the input as one.
        var axes: [(count: Int, stride: Int)] = []
        for axis in operation.order where operation.sizes[axis] > 1 {
            let (count, stride) = (operation.sizes[axis], strides[axis])
            if let last = axes.last, last.stride == count * stride {
                axes[axes.count - 1] = (last.count * count, stride)
            } else {
                axes.append((count, stride))
            }
        }
        run = axes.popLast() ?? (1, 1)
        var starts = [0]
        for axis in axes { starts = starts.flatMap { start in (0..<axis.count).map { start + $0 * axis.stride } } }
        self.starts = starts
    }

    func forward(_ piece: Int) {
        forEachRun { x, y in
            let (source, target) = (context.inputs[0] + x, context.output + y)
            if run.stride == 1 {
                target.update(from: source, count: run.count)
            } else {
                for j in 0..<run.count { target[j] = source[j * run.stride] }
            }
        }
    }

    var backwardStages: [BackwardStage] {
        guard let dy = context.outputGradient, let sink = context.inputGradients[0] else { return [] }
        return context.wholeBackward(reads: []) { [unowned self] in
            let (count, stride) = run
            forEachRun { x, y in
                let (source, target) = (dy + y, sink.base + x)
                if sink.accumulates {
                    for j in 0..<count { target[j * stride] += source[j] }
                } else {
                    for j in 0..<count { target[j * stride] = source[j] }
                }
            }
        }
    }

    /// Every run: where it begins in the input, and in the output.
    @inline(__always)
    private func forEachRun(_ body: (_ x: Int, _ y: Int) -> Void) {
        let size = context.outputShape.count
        starts.withUnsafeBufferPointer { starts in
            for n in 0..<context.batch {
                for index in starts.indices { body(n * size + starts[index], n * size + index * run.count) }
            }
        }
    }
}
