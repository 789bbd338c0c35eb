import Compute
import Networks

/// Folds what batch normalisation saw in a step into the running statistics that inference uses:
/// `running ← (1 − momentum) running + momentum · mean over groups`, variances unbiased (times n / (n − 1)), as
/// PyTorch does it within one group.
struct RunningStatistics {
    private var momenta: [String: Float] = [:]

    init(_ network: Network) {
        for node in network.nodes {
            if case .batchNorm(let norm) = node.operation { momenta[node.name] = Float(norm.momentum) }
        }
    }

    /// - Parameter statistics: one list a group, each in node order.
    func fold(_ statistics: [[Plan.BatchStatistics]], into store: ParameterStore) {
        for (index, first) in statistics[0].enumerated() {
            guard let momentum = momenta[first.node] else { preconditionFailure("no batch norm \(first.node)") }
            let share = 1 / Float(statistics.count)
            let unbiased = share * Float(first.population) / Float(max(1, first.population - 1))
            blend(first.node + ".running_mean", momentum, share, statistics.map { $0[index].mean }, store)
            blend(first.node + ".running_var", momentum, unbiased, statistics.map { $0[index].variance }, store)
        }
    }

    private func blend(
        _ name: String, _ momentum: Float, _ factor: Float, _ groups: [FloatBuffer], _ store: ParameterStore
    ) {
        store.buffer(name).withUnsafeMutableBufferPointer { running in
            for c in running.indices {
                let sum = groups.reduce(Float(0)) { sum, values in sum + values.withUnsafeBufferPointer { $0[c] } }
                running[c] += momentum * (sum * factor - running[c])
            }
        }
        store.touch(name)
    }
}
