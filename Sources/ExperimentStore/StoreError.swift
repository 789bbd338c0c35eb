/// What can go wrong between a run and its database. Every case names the file.
public enum StoreError: Error, Hashable, Sendable {
    // Opening.

    /// The folder that the database should lie in does not exist.
    case missingFolder(path: String, folder: String)
    /// The folder that a copy should go to does not exist.
    case missingTargetFolder(path: String, folder: String)
    /// There is no database to read.
    case missingFile(path: String)
    /// The path is a folder.
    case isFolder(path: String)
    /// The path is a pipe, a device or a socket.
    case notARegularFile(path: String)
    /// SQLite keeps a journal beside its file: the folder has to be writable, not the file alone.
    case folderNotWritable(path: String, folder: String)
    /// The file, or the file system it lies on, cannot be written.
    case readOnlyFile(path: String)
    /// The file cannot be read.
    case unreadableFile(path: String)
    /// A file that would be replaced.
    case fileExists(path: String)
    /// SQLite could not open the file, for a reason it does not tell.
    case cannotOpen(path: String, detail: String)

    // What the file is.

    /// The file is no SQLite database.
    case notADatabase(path: String)
    /// A database of another application.
    case otherApplication(path: String, applicationID: Int)
    /// A database without any table, opened for reading.
    case emptyDatabase(path: String)
    /// Written by a newer version of the tool: `found` migrations, of which this one knows `supported`.
    case newerSchema(path: String, found: Int, supported: Int)
    /// The file is damaged, or holds a value that its own rules exclude.
    case corrupt(path: String, detail: String)

    // While in use.

    /// Another process kept the database busy for as long as we were willing to wait.
    case locked(path: String, waitedSeconds: Double)
    /// No space left for the database.
    case diskFull(path: String)
    /// Reading or writing the file failed.
    case inputOutput(path: String, code: Int, detail: String)
    /// The schema refused a row.
    case refused(path: String, detail: String)
    /// Any other error of SQLite's.
    case unexpected(path: String, code: Int, detail: String)

    // What was asked for.

    /// An experiment of this name exists; `suggestion` is free.
    case nameTaken(path: String, name: String, suggestion: String)
    /// A name is 1 to 200 characters without slashes and control characters, with no blank at either end and no dash
    /// in front.
    case invalidName(name: String)
    /// No experiment of this name; `similar` are close to it.
    case experimentNotFound(path: String, name: String, similar: [String])
    /// The database holds no experiment; but fine-tuning runs of students of another's, perhaps.
    case noExperiments(path: String, finetunings: Int)
    case trialNotFound(path: String, trial: Int64)
    /// Another process has taken the trial over: what this one does of it counts no more.
    case leaseLost(path: String, trial: Int64)
    /// The trial has come to its end: nothing is left to resume.
    case trialFinished(path: String, trial: Int64)
    /// A site's probabilities are not one number a candidate.
    case probabilityCount(path: String, site: Int, given: Int, candidates: Int)
}

/// What a user should know about a database that opened well.
public enum StoreWarning: Hashable, Sendable {
    /// The file lies on a network or user-space file system, where SQLite's write-ahead log is not safe: a rollback
    /// journal is used, and readers and the writer wait for each other.
    case networkFileSystem(path: String, kind: String)
    /// SQLite declined the write-ahead log and kept the journal mode named.
    case writeAheadLogUnavailable(path: String, journalMode: String)
    /// The file was of an older schema; it is of this version's now, and as it was in `backup`.
    case broughtUpToDate(path: String, found: Int, supported: Int, backup: String)
}
