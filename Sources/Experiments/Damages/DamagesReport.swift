/// How well sums of damages over sites predict what networks at a budget do to the scores.
public struct DamagesReport: Sendable, Hashable {
    public var experiment: String
    public var budget: String
    public var networks: [MeasuredNetworks]

    /// Networks that were drawn in one way and measured end to end.
    public struct MeasuredNetworks: Sendable, Hashable {
        /// `random`, or `near the optimum`.
        public var kind: String
        public var count: Int
        /// Nats a frame, one a network.
        public var damages: [Double]
        /// The share of pixels whose class is not the teacher's, one a network.
        public var disagreements: [Double]
        public var predictions: [Prediction]
    }

    /// One way of knowing damages.
    public struct Prediction: Sendable, Hashable {
        public var name: String
        /// What it takes beside what every search does.
        public var seconds: Double
        /// Predicted damages, one a network.
        public var sums: [Double]
        /// Spearman's rank correlation with the measured damages, and with the disagreements; nil where nothing differs.
        public var byDamage: Double?
        public var byDisagreement: Double?
    }
}
