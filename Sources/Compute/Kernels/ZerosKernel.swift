import Networks

/// ``Zeros``: written once per run, since the arena may have reused the memory.
final class ZerosKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext
    var forwardPieces: Int { context.bands.count }

    init(_ context: KernelContext) { self.context = context }

    func forward(_ piece: Int) {
        let elements = context.elements(piece)
        (context.output + elements.lowerBound).update(repeating: 0, count: elements.count)
    }

    var backwardStages: [BackwardStage] { [] }
}
