/// Why there is no picture of these students.
public enum ParetoError: Error, Hashable, Sendable {
    /// What two experiments have to have in common.
    public enum Difference: String, Hashable, Sendable, CaseIterable {
        case teacher
        case input = "input size"
        case keyframeInterval = "key-frame interval"
    }

    case notComparable(String, String, what: Difference)
    /// One experiment twice.
    case repeated(String)
    /// No budget that was asked for has a network: the cheapest takes `least` of the teacher's amortised MACs.
    case budgetsTooSmall(upperBound: Double, least: Double)
}
