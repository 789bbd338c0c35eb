/// What a teacher's outputs are: what a student is held against, and what is said of it, goes by this.
///
/// In a space file and in a spec: `"predicts": "features"`.
public enum OutputKind: String, CaseIterable, Hashable, Sendable {
    /// Scores of classes: a student loses what their divergence says, and agrees where the highest score is the same.
    case classes
    /// Numbers by themselves, as of a backbone: a student loses what their relative squared error says.
    case features
}
