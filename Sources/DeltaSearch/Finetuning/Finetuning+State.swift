public import Compute
public import Networks
import Training

/// Everything but the optimiser's moments that a fine-tuning run is at a step.
public struct FinetuneState: Sendable {
    public var step: Int
    /// The weights that are moved.
    public var weights: Parameters
    /// Their running mean.
    public var means: Parameters
    /// The best so far; nil before the first measurement.
    public var best: Best?

    public struct Best: Sendable {
        public var step: Int
        /// On held-back frames.
        public var agreement: Double
        public var weights: Parameters

        public init(step: Int, agreement: Double, weights: Parameters) {
            self.step = step
            self.agreement = agreement
            self.weights = weights
        }
    }

    public init(step: Int, weights: Parameters, means: Parameters, best: Best?) {
        self.step = step
        self.weights = weights
        self.means = means
        self.best = best
    }
}

extension Finetuning {
    /// Where the run stands.
    public var state: FinetuneState {
        FinetuneState(step: step, weights: store.parameters, means: current.weights, best: best)
    }

    /// The optimiser's moments, by name, in a fixed order.
    public var moments: [(name: String, values: FloatBuffer)] { optimizer.state }

    /// Takes the run up where a state stands.
    ///
    /// - Parameter moments: nil for one that is missing.
    /// - Returns: the name of what does not fit the run; nil where all does. The run is then as it was.
    public func restore(_ state: FinetuneState, moments stored: (String) -> [Float]?) -> String? {
        guard (0...configuration.steps).contains(state.step) else { return "step" }
        for parameters in [state.weights, state.means] + (state.best.map { [$0.weights] } ?? []) {
            for name in store.names where parameters[name]?.shape != store.shape(name) { return name }
        }
        var values: [[Float]] = []
        for (name, buffer) in moments {
            guard let found = stored(name), found.count == buffer.count else { return name }
            values.append(found)
        }
        for ((_, buffer), values) in zip(moments, values) {
            buffer.withUnsafeMutableBufferPointer { _ = $0.update(from: values) }
        }
        for (name, mean) in zip(optimizer.names, means) {
            store.buffer(name).withUnsafeMutableBufferPointer { _ = $0.update(from: state.weights.value(name).values) }
            store.touch(name)
            mean.withUnsafeMutableBufferPointer { _ = $0.update(from: state.means.value(name).values) }
        }
        best = state.best
        step = state.step
        lastMeasured = nil
        optimizer.step = state.step
        return nil
    }
}
