public import StudentSpace

/// What a training run, or the scoring of its weights, came to.
public struct TeachReport: Sendable {
    /// Where the weights lie.
    public var weights: String
    public var sha256: String
    /// nil where weights were scored, not trained.
    public var steps: Int?
    /// An exponential mean over the last steps; nil where no step was done.
    public var loss: Double?
    /// nil where there was nothing to validate on.
    public var validation: Validation?

    /// With stable keys.
    public var json: JSONValue {
        .object([
            ("weights", .string(weights)),
            ("sha256", .string(sha256)),
            ("steps", .integer(steps)),
            ("loss", .number(loss)),
            ("validation", validation?.json ?? .null),
        ])
    }
}
