import Networks

/// ``Zeros``: written once per run, since the arena may have reused the memory.
final class ZerosKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext

    init(_ context: KernelContext) { self.context = context }

    func forward() { context.output.update(repeating: 0, count: context.outputCount) }

    func backward() {}
}
