/// How an operation's change follows from its inputs' changes.
enum DeltaRule {
    /// Affine: what maps the changes, the operation without its constant.
    case linear(Operation)
    /// Pointwise: the operation on the key frame's input and its change.
    case pointwise(Operation)
    /// `Δ(ab) = a₀ Δb + Δa (b₀ + Δb)`.
    case product
    /// `f(x₀ + Δx) − f(x₀)`, at the full cost of `f`.
    case recomputed
    /// No such thing.
    case none
}

extension Operation {
    /// The operation's rule where `isConstant` says which inputs are the same for every frame, not all of them.
    func deltaRule(isConstant: [Bool]) -> DeltaRule {
        switch self {
        case .convolution(var convolution):
            convolution.hasBias = false
            return .linear(.convolution(convolution))
        case .transposedConvolution(var convolution):
            convolution.hasBias = false
            return .linear(.transposedConvolution(convolution))
        case .channelAffine(var affine):
            affine.hasBias = false
            return .linear(.channelAffine(affine))
        case .pad(var pad):
            if case .constant = pad.mode { pad.mode = .constant(0) }
            return .linear(.pad(pad))
        case .add, .subtract, .averagePool, .globalAveragePool, .channelMean, .resizeBilinear, .resample, .crop,
            .channelGather, .depthToSpace, .spaceToDepth, .positionGather, .rearrange, .concat, .zeros:
            return .linear(self)
        case .activation(let activation): return .pointwise(.deltaActivation(DeltaActivation(activation.function)))
        case .prelu: return .pointwise(.deltaPReLU(DeltaPReLU()))
        case .multiply: return .product
        case .divide where isConstant[1]: return .linear(self)
        // `a₀ Δb + Δa b` would be two products: the whole of it is one.
        case .divide, .maxPool, .groupNorm, .layerNorm, .softmax, .matrixProduct: return .recomputed
        case .batchNorm, .deltaActivation, .deltaPReLU, .constant: return .none
        }
    }
}
