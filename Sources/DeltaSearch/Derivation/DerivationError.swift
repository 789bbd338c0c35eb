public import StudentSpace

/// Why nothing could be derived.
public enum DerivationError: Error, Hashable, Sendable {
    /// A strategy that has no network within the limit, though the space has.
    case nothingWithin(limit: BudgetLimit, strategy: String)
}
