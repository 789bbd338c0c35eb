/// Why a fine-tuning run could not go on from where it was.
public enum FinetuneError: Error, Hashable, Sendable {
    /// A checkpoint that is gone, or no longer what was written; `part` says what.
    case damagedCheckpoint(path: String, part: String)
    /// A checkpoint could not be written: what was done before the last one is safe.
    case unwritableCheckpoint(path: String, code: Int32)
    /// Another process is at the same run.
    case busy
    /// A student without a weight: zeros everywhere.
    case nothingToTrain(spec: String)
    /// The source has no labels to learn from.
    case unlabelled(source: String)
}
