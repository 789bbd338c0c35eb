/// Why students of two experiments are not drawn in one picture.
public enum ParetoError: Error, Hashable, Sendable {
    /// What two experiments have to have in common.
    public enum Difference: String, Hashable, Sendable, CaseIterable {
        case teacher
        case input = "input size"
        case keyframeInterval = "key-frame interval"
    }

    case notComparable(String, String, what: Difference)
}
