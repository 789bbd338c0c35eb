/// Why a search could not run.
public enum SearchError: Error, Hashable, Sendable {
    /// The budget's gradient does not match a finite difference: an internal fault.
    case budgetGradient(deviation: Double)
    /// The loss stopped being a number.
    case diverged(step: Int)
    /// The teacher's scores on a frame are no numbers: its weights overflow.
    case scoresNotFinite(frame: Int)
    /// A clip without a single delta frame.
    case clipTooShort(source: String, frames: Int, keyframeInterval: Int)
}
