import Compute
import Networks
import Training

/// What a clip's loss is to the network of its key frame:
/// `Σ over delta frames of ∂L/∂state + frames · κ · ∂/∂scores (KL(original ‖ scores) + labels)`.
///
/// With `frames` delta frames a clip, a mean over the delta frames of all clips leaves the key frame's terms a mean over
/// clips, times κ.
final class KeyTuning {
    private let networks: FinetuneNetworks
    private let key: Plan
    private let target: Plan
    private let delta: Plan
    private let weight: Double
    /// Gradients of the key frame's state, summed over delta frames.
    private let sums: [TensorBuffer]
    /// What the original teacher says of the key frame: its scores, and the outputs of sites that are distilled.
    private let originals: [String: TensorBuffer]
    private let scores: TensorBuffer
    private let terms: (divergence: TensorBuffer, labels: TensorBuffer)

    init(_ networks: FinetuneNetworks, key: Plan, target: Plan, delta: Plan, weight: Double) {
        (self.networks, self.key, self.target, self.delta, self.weight) = (networks, key, target, delta, weight)
        sums = networks.tunedState.map { TensorBuffer(key.tensor($0).shape) }
        originals = Dictionary(
            uniqueKeysWithValues: networks.target.outputs.map { ($0, TensorBuffer(target.tensor($0).shape)) })
        scores = key.tensor(networks.key.outputs[0])
        terms = (TensorBuffer(scores.shape), TensorBuffer(scores.shape))
    }

    /// Copies what the last forward pass of the original teacher, on the key frame, said.
    func keepTargets() {
        for name in networks.target.outputs { Self.copy(target.tensor(name), to: original(name)) }
    }

    /// The original teacher's tensor on the key frame.
    func original(_ name: String) -> TensorBuffer {
        guard let tensor = originals[name] else { preconditionFailure("\(name) is no output of the teacher") }
        return tensor
    }

    /// Adds what the last backward pass of the student says of the state.
    func add(isFirst: Bool) {
        for (name, sum) in zip(networks.tunedState, sums) {
            let gradient = delta.gradient(DeltaNetworks.stateInput(name))
            if isFirst { Self.copy(gradient, to: sum) } else { Self.add(gradient, 1, to: sum) }
        }
    }

    /// Fills in the gradients of the key network's outputs.
    ///
    /// - Parameter differentiateLabels: fills in the gradient of the labels' term at the scores; it is given zeros.
    /// - Returns: `KL(original ‖ scores)`.
    func differentiateLoss(
        frames: Int, divergence: UpsampledDivergence, differentiateLabels: (TensorBuffer, TensorBuffer) -> Void
    ) -> Double {
        for name in networks.key.outputs { key.gradient(name).fill(0) }
        for (name, sum) in zip(networks.tunedState, sums) { Self.copy(sum, to: key.gradient(name)) }
        let name = networks.key.outputs[0]
        let loss = divergence.evaluate(scores: scores, teacher: original(name), gradient: terms.divergence)
        terms.labels.fill(0)
        differentiateLabels(scores, terms.labels)
        let scale = Float(weight * Double(frames))
        Self.add(terms.divergence, scale, to: key.gradient(name))
        Self.add(terms.labels, scale, to: key.gradient(name))
        return loss
    }

    private static func copy(_ source: TensorBuffer, to target: TensorBuffer) {
        target.withUnsafeMutableBufferPointer { target in
            source.withUnsafeBufferPointer { _ = target.update(from: $0) }
        }
    }

    private static func add(_ source: TensorBuffer, _ factor: Float, to target: TensorBuffer) {
        target.withUnsafeMutableBufferPointer { target in
            source.withUnsafeBufferPointer { source in
                for i in 0..<target.count { target[i] += factor * source[i] }
            }
        }
    }
}
