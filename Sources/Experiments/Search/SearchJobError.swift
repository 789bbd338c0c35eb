/// Why a search could not start, go on or be derived from.
public indirect enum SearchJobError: Error, Hashable, Sendable {
    /// What an experiment is made from.
    public enum Input: String, Hashable, Sendable {
        case teacher
        case data
    }

    /// A checkpoint whose bytes are no longer those that were written, or that is gone.
    case damagedCheckpoint(experiment: String, path: String, Damage)
    /// Of a trial's checkpoints, the latest first, none is what was written.
    case noSoundCheckpoint(experiment: String, database: String, trial: Int, [SearchJobError])
    /// A checkpoint could not be written: what was done before it is safe.
    case unwritableCheckpoint(experiment: String, database: String, path: String, code: Int32)
    /// The database could not be written for want of room: what was done before it is safe.
    case databaseFull(experiment: String, database: String)
    /// Other processes have kept the database busy for too long: what was done before it is safe.
    case databaseBusy(experiment: String, database: String)
    /// An input of an experiment is no longer what it was.
    case inputChanged(experiment: String, input: Input, path: String)
    /// An experiment that is over.
    case alreadyFinished(experiment: String, database: String)
    /// An experiment that is not over, and so has nothing to derive from.
    case unfinished(experiment: String, database: String)
    /// A budget of time for an experiment without times, where none can be measured either.
    case noTimes(experiment: String)
    /// Other processes are running all that is left of the experiment; `owners` as far as they are known.
    case busy(experiment: String, owners: [String])
    /// Trials that came to no end for reasons of their own.
    case trialsFailed(experiment: String, database: String, positions: [Int], reason: String)
    /// There is no such trial, or it has not come to its end.
    case noSuchTrial(experiment: String, position: Int, finished: [Int])
    /// Several processes side by side take more memory than there is.
    case processMemory(processes: Int, needed: Int, available: Int, possible: Int)
    /// A search would fill its disk.
    case diskTooSmall(path: String, needed: Int, available: Int)
    /// A setting stored in the database that cannot be read back.
    case unreadableSettings(experiment: String, detail: String)
    /// A folder that results should go to cannot be made or written; `code` is the system's `errno`.
    case folder(String, code: Int32)
    /// A student would replace a file that is not a student's.
    case foreignFile(String)
    /// A fine-tuned student where another one is to go.
    case finetunedStudent(String)

    public enum Damage: Hashable, Sendable {
        case missing
        case unreadable(code: Int32)
        /// Another SHA-256 than was recorded.
        case altered
        /// It does not fit the search; `part` says where.
        case foreign(part: String)
    }
}
