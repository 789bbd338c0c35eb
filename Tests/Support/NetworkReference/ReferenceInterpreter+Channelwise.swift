import Networks

extension ReferenceInterpreter {
    /// `y = γ (x − μ)/√(σ² + ε) + β` per channel; `μ` and the biased `σ²` from the batch or from the running statistics.
    func batchNorm(_ operation: BatchNorm, _ node: Node, _ x: ReferenceTensor) -> ReferenceTensor {
        let channels = x.shape.channels
        let gamma = parameter(node, "weight")
        let beta = parameter(node, "bias")
        var mean = parameter(node, "running_mean")
        var variance = parameter(node, "running_var")
        if batchNorm == .batch {
            let population = Double(x.values.count / channels)
            mean = Array(repeating: 0, count: channels)
            variance = mean
            for (i, value) in x.values.enumerated() { mean[i % channels] += value / population }
            for (i, value) in x.values.enumerated() {
                let distance = value - mean[i % channels]
                variance[i % channels] += distance * distance / population
            }
        }
        let sign: Double = arithmetic == .magnitudes ? 1 : -1
        var y = x
        for i in x.values.indices {
            let c = i % channels
            let deviation = (variance[c] + operation.epsilon).squareRoot()
            y.values[i] = gamma[c] * (x.values[i] + sign * mean[c]) / deviation + beta[c]
        }
        return y
    }

    /// `y = w[c] x + b[c]`.
    func channelAffine(_ operation: ChannelAffine, _ node: Node, _ x: ReferenceTensor) -> ReferenceTensor {
        let channels = x.shape.channels
        let weight = parameter(node, "weight")
        let bias = operation.hasBias ? parameter(node, "bias") : Array(repeating: 0, count: channels)
        var y = x
        for i in x.values.indices { y.values[i] = weight[i % channels] * x.values[i] + bias[i % channels] }
        return y
    }

    /// `φ(x)`.
    func activation(_ operation: Activation, _ x: ReferenceTensor) -> ReferenceTensor {
        var y = x
        if arithmetic == .values { y.values = x.values.map(operation.function.value) }
        return y
    }

    /// `φ(z₀ + Δz) − φ(z₀)`.
    func deltaActivation(
        _ operation: DeltaActivation, _ z0: ReferenceTensor, _ dz: ReferenceTensor
    ) -> ReferenceTensor {
        let function = operation.function
        var y = dz
        for i in y.values.indices {
            switch arithmetic {
            case .values: y.values[i] = function.value(z0.values[i] + dz.values[i]) - function.value(z0.values[i])
            case .magnitudes: y.values[i] = 2 * z0.values[i] + dz.values[i]
            }
        }
        return y
    }

    /// `x` where `x > 0`, else `w[c] x`.
    func prelu(_ node: Node, _ x: ReferenceTensor) -> ReferenceTensor {
        let weight = parameter(node, "weight")
        var y = x
        for i in x.values.indices { y.values[i] = bent(x.values[i], weight[i % weight.count]) }
        return y
    }

    func deltaPReLU(_ node: Node, _ z0: ReferenceTensor, _ dz: ReferenceTensor) -> ReferenceTensor {
        let weight = parameter(node, "weight")
        let sign: Double = arithmetic == .magnitudes ? 1 : -1
        var y = dz
        for i in y.values.indices {
            let slope = weight[i % weight.count]
            y.values[i] = bent(z0.values[i] + dz.values[i], slope) + sign * bent(z0.values[i], slope)
        }
        return y
    }

    private func bent(_ z: Double, _ slope: Double) -> Double {
        switch arithmetic {
        case .values: z > 0 ? z : slope * z
        case .magnitudes: (1 + slope) * z
        }
    }
}
