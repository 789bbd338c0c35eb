/// What a step's loss is made of, each a mean over delta frames, the last over key frames.
public struct FinetuneLosses: Sendable, Hashable {
    /// `KL(teacher ‖ student)`, mean over positions.
    public var divergence = 0.0
    /// Mean over sites of `‖Δz − Δẑ‖² / ‖Δz‖²`; nil where the term has no weight.
    public var distillation: Double?
    /// Cross-entropy of the hard pixels, mean over the frames that have labels; nil where there were none.
    public var labels: Double?

    /// `KL(original teacher ‖ teacher)` on the key frame's scores; nil where the teacher is not tuned.
    public var key: Double?

    /// - Precondition: one at least.
    static func mean(_ all: [FinetuneLosses]) -> FinetuneLosses {
        func mean(_ values: [Double]) -> Double? {
            values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        return FinetuneLosses(
            divergence: mean(all.map(\.divergence)) ?? 0, distillation: mean(all.compactMap(\.distillation)),
            labels: mean(all.compactMap(\.labels)), key: mean(all.compactMap(\.key)))
    }
}
