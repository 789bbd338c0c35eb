import Networks

extension PlanCompiler {
    func makeKernel(_ operation: Operation, _ context: KernelContext) throws -> any Kernel {
        switch operation {
        case .convolution(let operation): try ConvolutionKernel(operation, context)
        case .batchNorm(let operation):
            switch options.batchNorm {
            case .running: RunningBatchNormKernel(operation, context)
            case .batch: try BatchBatchNormKernel(operation, context)
            }
        case .channelAffine(let operation): ChannelAffineKernel(operation, context)
        case .activation(let operation): ActivationKernel(operation, context)
        case .deltaActivation(let operation): DeltaActivationKernel(operation, context)
        case .add: SumKernel(sign: 1, context)
        case .subtract: SumKernel(sign: -1, context)
        case .averagePool(let operation): try ResamplingKernel(operation, context)
        case .globalAveragePool(let operation): try ResamplingKernel(operation, context)
        case .resizeBilinear(let operation): try ResamplingKernel(operation, context)
        case .concat: ConcatKernel(context)
        case .zeros: ZerosKernel(context)
        default:
            throw PlanError.primitive(node: context.node.name, direction: "forward", status: 3)
        }
    }

    func backwardNeeds(_ operation: Operation) -> BackwardNeeds {
        switch operation {
        case .convolution: ConvolutionKernel.needs
        case .batchNorm: options.batchNorm == .batch ? BatchBatchNormKernel.needs : RunningBatchNormKernel.needs
        case .channelAffine: ChannelAffineKernel.needs
        case .activation: ActivationKernel.needs
        case .deltaActivation: DeltaActivationKernel.needs
        case .add, .subtract: SumKernel.needs
        case .averagePool, .globalAveragePool, .resizeBilinear: ResamplingKernel.needs
        case .concat: ConcatKernel.needs
        case .zeros: ZerosKernel.needs
        default: BackwardNeeds(inputs: true, output: true)
        }
    }
}
