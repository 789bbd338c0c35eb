import Networks

/// ``Constant``: written once per run, since the arena may have reused the memory.
final class ConstantKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext
    var forwardPieces: Int { 1 }

    init(_ context: KernelContext) { self.context = context }

    func forward(_ piece: Int) {
        let count = context.outputShape.count
        let values = context.parameter("value").values
        for n in 0..<context.batch { (context.output + n * count).update(from: values, count: count) }
    }

    var backwardStages: [BackwardStage] { [] }
}
