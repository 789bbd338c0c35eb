internal import Foundation
internal import GRDB

/// The experiments of one SQLite file: everything that searches write while they run, and that the other commands
/// read.
///
/// Opening for writing creates the file if need be, and brings its schema up to date. Every write is one short immediate
/// transaction that leaves the file consistent, so that a process may be killed at any moment. Several processes may
/// hold the file open: one at a time writes, and those that wait give up after `patience`. A database opened for
/// reading never writes, and on a local disk neither waits for the writer nor keeps it waiting. A file of an older schema is
/// copied before it is migrated, and a reader of one reads a migrated copy of its own.
///
/// All methods throw `StoreError`.
public struct ExperimentDatabase: Sendable {
    public enum Mode: Hashable, Sendable {
        case readWrite
        case readOnly
    }

    /// As the user wrote it.
    public let path: String
    public let mode: Mode
    /// What the user should know about the file.
    public let warnings: [StoreWarning]
    /// How many seconds a call waits for another process.
    public let patience: Double

    let connection: any DatabaseWriter
    /// What a reader of an older schema reads instead of the file.
    let snapshot: MigratedSnapshot?
    /// Whose writes these are: see ``fenced(by:)``.
    var lease: TrialLease?

    /// Opens the file at `path`.
    ///
    /// A missing folder is an error, and so is a missing file that is to be read; a missing file that is to be written
    /// is created. Throws `StoreError`: see its opening cases, `locked` and `newerSchema`.
    public init(path: String, mode: Mode = .readWrite, patience: Double = 10) throws {
        try Self.checkFile(at: path, mode: mode)
        let opened = try Self.open(path, mode: mode, patience: patience)
        self.path = path
        self.mode = mode
        self.patience = patience
        self.connection = opened.connection
        self.snapshot = opened.snapshot
        self.warnings = opened.warnings
    }
}
