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
    /// The result would go where the student that it starts from lies.
    case sameFolder(String)
    /// Since the run began another one has written its student there.
    case folderTaken(String)
    /// Fewer frames than a key frame and its delta frames.
    case clipTooShort(source: String, frames: Int, needed: Int)
    /// The loss is not a finite number any more after this step.
    case diverged(step: Int)
    /// More memory than this machine has, in bytes; `possible` clips a step would fit, nil: not even one.
    case memory(needed: Int, available: Int, clips: Int, possible: Int?)
    /// The source has no labels to learn from.
    case unlabelled(source: String)
}
