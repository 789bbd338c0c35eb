/// Why a fine-tuning run could not go on from where it was.
public indirect enum FinetuneError: Error, Hashable, Sendable {
    /// What a run is made from.
    public enum Input: String, Hashable, Sendable {
        case student
        case data
    }

    /// A checkpoint that is gone, or no longer what was written; `part` says what.
    case damagedCheckpoint(path: String, part: String)
    /// Neither of a run's checkpoints, the latest first, is what was written.
    case noSoundCheckpoint(folder: String, [FinetuneError])
    /// The same command has left a run unfinished whose input was another; `step` of `steps` are done.
    case inputChanged(Input, path: String, folder: String, step: Int, steps: Int)
    /// A checkpoint could not be written: what was done before the last one is safe.
    case unwritableCheckpoint(path: String, code: Int32)
    /// The student could not be written; `code` is the system's `errno`. The run goes on from its last checkpoint.
    case unwritableStudent(path: String, code: Int32)
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
