/// Why a search could not start, go on or be derived from.
public enum SearchJobError: Error, Hashable, Sendable {
    /// A checkpoint that is of another search.
    case foreignCheckpoint(path: String, detail: String)
    /// An input of an experiment is no longer what it was.
    case inputChanged(experiment: String, input: String, path: String)
    /// An experiment that is over.
    case alreadyFinished(experiment: String)
    /// An experiment that is not over, and so has nothing to derive from.
    case unfinished(experiment: String)
    /// The checkpoint's file is gone.
    case checkpointMissing(experiment: String, path: String)
    /// A setting stored in the database that cannot be read back.
    case unreadableSettings(experiment: String, detail: String)
    /// A folder that results should go to cannot be made.
    case folder(String, code: Int32)
}
