extension BatchNormFolding {
    /// Parameters of ``original`` that fold to these of ``network``, to the bit: the way back to a checkpoint in the
    /// architecture's own names.
    ///
    /// Every batch norm that a convolution takes in becomes the identity plus the convolution's bias: `μ = 0`,
    /// `σ² = 1 − ε`, `γ = 1`, `β = b′`, and a bias of the convolution's own is 0. Others have `γ` and `β` of their
    /// ``ChannelAffine``. `1 / √(σ² + ε)`, σ² a `Float`, is off 1 by less than 2⁻²⁵: products of a `Float` with it round
    /// back to that `Float`.
    ///
    /// - Precondition: `folded` holds every parameter of the folded network; ε < 1 in every batch norm.
    /// - Throws: what ``Network/inferShapes()`` throws.
    public func unfolded(_ folded: Parameters) throws -> Parameters {
        let shapes = try original.inferShapes()
        let takers = Dictionary(uniqueKeysWithValues: takenIn.map { ($0.value.name, $0.key) })
        var result = Parameters()
        for node in original.nodes {
            for definition in node.operation.definition.parameters(shapes.inputs(of: node)) {
                let name = node.parameterName(definition.role)
                switch node.operation {
                case .batchNorm(let norm):
                    let affine = takers[node.name] ?? node.name
                    let source = folded.value("\(affine).bias")
                    let values: [Float] =
                        switch definition.role {
                        case "bias": source.values
                        case "weight" where takers[node.name] == nil: folded.value(name).values
                        case "weight": source.values.map { _ in 1 }
                        case "running_var": source.values.map { _ in Self.unitVariance(norm.epsilon) }
                        default: source.values.map { _ in 0 }
                        }
                    result[name] = .init(shape: definition.shape, values: values)
                case .convolution where definition.role == "bias" && takenIn[node.name] != nil,
                    .transposedConvolution where definition.role == "bias" && takenIn[node.name] != nil:
                    result[name] = .init(
                        shape: definition.shape, values: [Float](repeating: 0, count: folded.value(name).values.count))
                default: result[name] = folded.value(name)
                }
            }
        }
        return result
    }

    private static func unitVariance(_ epsilon: Double) -> Float {
        precondition(epsilon < 1, "an ε of \(epsilon)")
        return Float(1 - epsilon)
    }
}
