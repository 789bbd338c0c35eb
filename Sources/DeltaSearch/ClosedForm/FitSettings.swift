/// How the closed-form fits regularise and when the alternating ones stop.
public struct FitSettings: Hashable, Sendable {
    /// ε of `Ĝ = G + ε · mean(diag G) · I`.
    public var fisherRegularisation: Double
    /// c of `Â = A + max(c · K / N, 1e-6) · mean(diag A) · I`, K the elements of a patch, N the number of patches.
    ///
    /// With N patches of K elements, A's small eigenvalues are estimated too small, and a fit that exploits them does
    /// well on its own frames alone: with c = 0, at a 6 × 8 site of 2304-element patches, a separable student of rank
    /// Cout/2 is left with 1 % of the damage on the frames it was fitted on and with 23 % on those after them. Measured
    /// on DDRNet-23-slim (fitted on 34 frames of a clip, damage on the 17 after them): with c between 0.3 and 3,
    /// low-rank and separable fits are within a tenth of the best c's damage (eleven sites tried); at 0.5 the damage in
    /// this metric also comes nearest to that on the later frames, 10 % at that site and 9 % after it. Such sites are
    /// cheap: over the whole network, chosen at 47 % of the MACs, c = 0 and c = 0.5 end within 0.0002 of the same
    /// agreement.
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
