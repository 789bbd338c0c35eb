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
    /// The teacher's; nil where it is not tuned.
    public var teacher: Tuned?
    /// The best so far; nil before the first measurement.
    public var best: Best?

    public struct Best: Sendable {
        public var step: Int
        /// On held-back frames.
        public var agreement: Double
        public var weights: Parameters
        /// Nil where the teacher is not tuned.
        public var teacher: Parameters?

        public init(step: Int, agreement: Double, weights: Parameters, teacher: Parameters? = nil) {
            self.step = step
            self.agreement = agreement
            self.weights = weights
            self.teacher = teacher
        }
    }

    /// Weights of the network of key frames, and their running mean.
    public struct Tuned: Sendable {
        public var weights: Parameters
        public var means: Parameters

        public init(weights: Parameters, means: Parameters) {
            self.weights = weights
            self.means = means
        }
    }

    public init(step: Int, weights: Parameters, means: Parameters, teacher: Tuned? = nil, best: Best?) {
        self.step = step
        self.weights = weights
        self.means = means
        self.teacher = teacher
        self.best = best
    }
}

extension Finetuning {
    /// Where the run stands.
    public var state: FinetuneState {
        FinetuneState(
            step: step, weights: weights.store.parameters, means: weights.mean,
            teacher: tuned.map { .init(weights: $0.store.parameters, means: $0.mean) }, best: best)
    }

    /// The optimiser's moments, by name, in a fixed order.
    public var moments: [(name: String, values: FloatBuffer)] {
        weights.optimizer.state + (tuned?.optimizer.state ?? []).map { ("teacher." + $0.name, $0.values) }
    }

    /// Takes the run up where a state stands.
    ///
    /// - Parameter moments: nil for one that is missing.
    /// - Returns: the name of what does not fit the run; nil where all does. The run is then as it was.
    public func restore(_ state: FinetuneState, moments stored: (String) -> [Float]?) -> String? {
        guard (0...configuration.steps).contains(state.step) else { return "step" }
        if let best = state.best {
            guard (0...state.step).contains(best.step) else { return "best-step" }
            guard (0...1).contains(best.agreement) else { return "best-agreement" }
        }
        for parameters in [state.weights, state.means] + (state.best.map { [$0.weights] } ?? []) {
            if let name = weights.misfit(parameters) { return name }
        }
        if let tuned {
            let all = [state.teacher?.weights, state.teacher?.means] + (state.best.map { [$0.teacher] } ?? [])
            for parameters in all {
                if let name = tuned.misfit(parameters ?? Parameters()) { return "teacher." + name }
            }
        }
        var values: [[Float]] = []
        for (name, buffer) in moments {
            guard let found = stored(name), found.count == buffer.count, OptimizerState.isSound(name, found) else {
                return name
            }
            values.append(found)
        }
        for ((_, buffer), values) in zip(moments, values) {
            buffer.withUnsafeMutableBufferPointer { _ = $0.update(from: values) }
        }
        weights.set(state.weights, mean: state.means)
        if let teacher = state.teacher { tuned?.set(teacher.weights, mean: teacher.means) }
        best = state.best
        step = state.step
        lastMeasured = nil
        weights.optimizer.step = state.step
        tuned?.optimizer.step = state.step
        return nil
    }
}
