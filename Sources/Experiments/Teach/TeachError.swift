/// Why a training run could not start or go on.
public enum TeachError: Error, Hashable, Sendable {
    case notACheckpoint(String)
    /// The checkpoint belongs to a run with other settings.
    case otherSettings(String, checkpoint: String, run: String)
    /// A source's frames or labels are no longer those that the checkpoint's run has learnt from.
    case dataChanged(String, source: String)
    /// A checkpoint of a run that has not come to its end, which this one would overwrite.
    case unfinishedRun(checkpoint: String)
    /// A data source without labels cannot teach.
    case unlabelled(String, classes: Int)
    /// The loss stopped being a number.
    case diverged(step: Int)
    /// `streets:A..B` with more streets than make sense, or none.
    case seedRange(text: String, limit: Int)
}
