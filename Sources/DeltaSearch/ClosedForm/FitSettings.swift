/// How the closed-form fits regularise and when the alternating ones stop.
public struct FitSettings: Hashable, Sendable {
    /// ε of `Ĝ = G + ε · mean(diag G) · I`.
    public var fisherRegularisation: Double
    /// c of `Â = A + max(c · K / N, 1e-6) · mean(diag A) · I`, K the elements of a patch, N the number of patches.
    ///
    /// With N patches of K elements, A's small eigenvalues are estimated too small, and a fit that exploits them does
    /// well on its own frames alone: at a 6 × 8 site of 2304-element patches a separable student of rank Cout/2 removes
    /// 99 % of the damage it was fitted on, and 77 % of that on the frames after them. Measured over DDRNet-23-slim
    /// (fitted on frames 0..33 of a clip, damage on 34..50): c between 0.3 and 3 is within a few per cent of the best
    /// fit at every site, and at 0.5 the damage in this metric is also the best predictor of the one on later frames.
    public var patchShrinkage: Double
    /// The most rounds of alternating least squares.
    public var rounds: Int
    /// An alternating fit stops when a round lowers the damage by less than this share of it.
    public var tolerance: Double
    /// Steps of conjugate gradients in the half of a round that has no direct solution.
    public var innerSteps: Int

    public init(
        fisherRegularisation: Double = 1e-3, patchShrinkage: Double = 0.5, rounds: Int = 5, tolerance: Double = 2e-3,
        innerSteps: Int = 2
    ) {
        precondition(rounds > 0 && innerSteps > 0, "\(rounds) rounds of \(innerSteps) steps")
        self.fisherRegularisation = fisherRegularisation
        self.patchShrinkage = patchShrinkage
        self.rounds = rounds
        self.tolerance = tolerance
        self.innerSteps = innerSteps
    }
}
