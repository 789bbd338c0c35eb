/// What a step's loss is made of, each a mean over delta frames.
public struct FinetuneLosses: Sendable, Hashable {
    /// `KL(teacher ‖ student)`, mean over positions.
    public var divergence = 0.0
    /// Mean over sites of `‖Δz − Δẑ‖² / ‖Δz‖²`; nil where the term has no weight.
    public var distillation: Double?
    /// Cross-entropy of the hard pixels, mean over the frames that have labels; nil where there were none.
    public var labels: Double?

    /// - Precondition: one at least.
    static func mean(_ all: [FinetuneLosses]) -> FinetuneLosses {
        func mean(_ values: [Double]) -> Double? {
            values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        return FinetuneLosses(
            divergence: mean(all.map(\.divergence)) ?? 0, distillation: mean(all.compactMap(\.distillation)),
            labels: mean(all.compactMap(\.labels)))
    }
}
