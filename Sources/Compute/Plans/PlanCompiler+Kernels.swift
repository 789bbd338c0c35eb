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
        case .add, .subtract, .multiply, .divide: elementwise(operation, context)
        case .averagePool(let operation): try ResamplingKernel(operation, context)
        case .globalAveragePool(let operation): try ResamplingKernel(operation, context)
        case .resizeBilinear(let operation): try ResamplingKernel(operation, context)
        case .concat: ConcatKernel(context)
        case .zeros: ZerosKernel(context)
        case .transposedConvolution(let operation): try TransposedConvolutionKernel(operation, context)
        case .groupNorm(let operation): GroupNormKernel(operation, context)
        case .layerNorm(let operation): PositionwiseKernel(.layerNorm(epsilon: Float(operation.epsilon)), context)
        case .softmax: PositionwiseKernel(.softmax, context)
        case .channelMean: PositionwiseKernel(.mean, context)
        case .prelu: PReLUKernel(isDelta: false, context)
        case .deltaPReLU: PReLUKernel(isDelta: true, context)
        case .maxPool(let operation): MaxPoolKernel(operation, context)
        case .resample(let operation): SamplingKernel(operation, context)
        case .pad(let operation): SamplingKernel(operation, context)
        case .crop(let operation): SamplingKernel(operation, context)
        case .channelGather(let operation): ChannelGatherKernel(operation, context)
        case .depthToSpace(let operation): PixelShuffleKernel(operation, context)
        case .spaceToDepth(let operation): PixelShuffleKernel(operation, context)
        case .positionGather(let operation): SamplingKernel(operation, context)
        case .rearrange(let operation): RearrangeKernel(operation, context)
        case .matrixProduct: MatrixProductKernel(context)
        case .constant: ConstantKernel(context)
        }
    }

    private func elementwise(_ operation: Operation, _ context: KernelContext) -> any Kernel {
        guard context.inputShapes[0] == context.inputShapes[1] else { return BroadcastKernel(operation, context) }
        switch operation {
        case .add: return SumKernel(sign: 1, context)
        case .subtract: return SumKernel(sign: -1, context)
        default: return BroadcastKernel(operation, context)
        }
    }

    func backwardNeeds(_ operation: Operation) -> BackwardNeeds {
        switch operation {
        case .convolution: ConvolutionKernel.needs
        case .batchNorm: options.batchNorm == .batch ? BatchBatchNormKernel.needs : RunningBatchNormKernel.needs
        case .channelAffine: ChannelAffineKernel.needs
        case .activation(let operation): ActivationKernel.needs(operation)
        case .deltaActivation: DeltaActivationKernel.needs
        case .add, .subtract, .multiply, .divide: BroadcastKernel.needs(operation)
        case .averagePool, .globalAveragePool, .resizeBilinear: ResamplingKernel.needs
        case .concat: ConcatKernel.needs
        case .zeros: ZerosKernel.needs
        case .transposedConvolution: TransposedConvolutionKernel.needs
        case .groupNorm: GroupNormKernel.needs
        case .layerNorm: PositionwiseKernel.Function.layerNorm(epsilon: 0).needs
        case .softmax: PositionwiseKernel.Function.softmax.needs
        case .channelMean: PositionwiseKernel.Function.mean.needs
        case .prelu, .deltaPReLU: PReLUKernel.needs
        case .maxPool: MaxPoolKernel.needs
        case .resample, .pad, .crop, .positionGather: SamplingKernel.needs
        case .channelGather: ChannelGatherKernel.needs
        case .depthToSpace, .spaceToDepth: PixelShuffleKernel.needs
        case .rearrange: RearrangeKernel.needs
        case .matrixProduct: MatrixProductKernel.needs
        case .constant: ConstantKernel.needs
        }
    }
}
