import Compute
import Networks
import Training

/// Weights that steps move: Adam on a store, and a running mean of what they have been.
final class MovingWeights: @unchecked Sendable {
    let store: ParameterStore
    let optimizer: Adam
    /// In ``Adam/names``' order.
    private let means: [FloatBuffer]
    private let indices: [String: Int]
    private let schedule: LearningRateSchedule

    init(_ start: Parameters, _ schedule: LearningRateSchedule) {
        store = ParameterStore(start)
        optimizer = Adam(store, start.names)
        means = start.names.map { name in
            let buffer = FloatBuffer(count: start.value(name).values.count)
            buffer.withUnsafeMutableBufferPointer { _ = $0.update(from: start.value(name).values) }
            return buffer
        }
        indices = Dictionary(uniqueKeysWithValues: start.names.enumerated().map { ($1, $0) })
        self.schedule = schedule
    }

    func rate(_ step: Int) -> Float { schedule.rate(step) }

    /// The running mean.
    var mean: Parameters {
        var result = Parameters()
        for (name, mean) in zip(optimizer.names, means) {
            result[name] = .init(shape: store.shape(name), values: mean.withUnsafeBufferPointer { Array($0) })
        }
        return result
    }

    /// Puts weights and mean somewhere else; moments stay.
    func set(_ weights: Parameters, mean: Parameters) {
        for (name, buffer) in zip(optimizer.names, means) {
            store.buffer(name).withUnsafeMutableBufferPointer { _ = $0.update(from: weights.value(name).values) }
            store.touch(name)
            buffer.withUnsafeMutableBufferPointer { _ = $0.update(from: mean.value(name).values) }
        }
    }

    /// The first name whose value has not its shape here, or is not finite; nil where all do.
    func misfit(_ parameters: Parameters) -> String? {
        store.names.first { name in
            guard let value = parameters[name], value.shape == store.shape(name) else { return true }
            return !value.values.allSatisfy(\.isFinite)
        }
    }

    /// One step: weights move along `scale ·` the sum of the workers' gradients, `mean ← weights + keep · (mean − weights)`.
    ///
    /// - Parameter gradients: of a parameter, from every worker, in their order; the first is overwritten.
    func move(
        step: Int, scale: Float, keep: Float, pool: WorkerPool, names: [String],
        gradients: @Sendable @escaping (Int) -> [FloatBuffer]
    ) throws {
        let rate = schedule.rate(step)
        optimizer.advance()
        try pool.run(names.count) { [self] position in
            let name = names[position]
            guard let index = indices[name] else { preconditionFailure("no moments of \(name)") }
            let all = gradients(position)
            all[0].withUnsafeMutableBufferPointer { sum in
                for other in all.dropFirst() {
                    other.withUnsafeBufferPointer { other in
                        for i in 0..<sum.count { sum[i] += other[i] }
                    }
                }
                for i in 0..<sum.count { sum[i] *= scale }
                optimizer.update(index, gradient: sum.baseAddress!, learningRate: rate)
            }
            means[index].withUnsafeMutableBufferPointer { mean in
                store.buffer(name).withUnsafeBufferPointer { value in
                    for i in 0..<mean.count { mean[i] = value[i] + keep * (mean[i] - value[i]) }
                }
            }
            try store.repack(name)
        }
    }
}
