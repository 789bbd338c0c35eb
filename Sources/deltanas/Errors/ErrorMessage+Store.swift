import ExperimentStore
import Experiments

extension ErrorMessage {
    init(_ error: StoreError) {
        switch error {
        case .missingFolder(let path, let folder):
            self.init(.database, at: path, "there is no folder \(folder)", remedy: "create it, or give another --db")
        case .missingFile(let path):
            self.init(
                .database, at: path, "there is no such database",
                remedy: "give the one that a search wrote with --db, or start with \(RunOrigin.command) search")
        case .isFolder(let path): self.init(.database, at: path, "is a folder", remedy: "give a file with --db")
        case .notARegularFile(let path):
            self.init(.database, at: path, Self.notAFile, remedy: "give a file with --db")
        case .folderNotWritable(let path, let folder):
            self.init(
                .database, at: path, "the folder \(folder) cannot be written",
                remedy: "give a --db in a folder of yours")
        case .readOnlyFile(let path):
            self.init(.database, at: path, "cannot be written", remedy: "change its permissions, or give another --db")
        case .unreadableFile(let path):
            self.init(.database, at: path, "cannot be read", remedy: "change its permissions, or give another --db")
        case .fileExists(let path):
            self.init(.usage, at: path, "is there already", remedy: "give another name")
        case .cannotOpen(let path, let detail):
            self.init(.database, at: path, "cannot be opened: \(detail)", remedy: "give another --db")
        case .notADatabase(let path):
            self.init(.database, at: path, "is no SQLite database", remedy: "give another --db")
        case .otherApplication(let path, let id):
            self.init(
                .database, at: path, "is a database of another application (\(id))", remedy: "give another --db")
        case .emptyDatabase(let path):
            self.init(.database, at: path, "holds no experiments", remedy: "start one with \(RunOrigin.command) search")
        case .newerSchema(let path, let found, let supported):
            self.init(
                .database, at: path, "was written by a newer deltanas (schema \(found), this one knows \(supported))",
                remedy: "use the newer version, or give another --db")
        case .corrupt(let path, let detail):
            self.init(.database, at: path, "is damaged: \(detail)", remedy: "restore a backup, or give another --db")
        case .locked(let path, let seconds):
            self.init(
                .database, at: path, "another process has kept it busy for \(Int(seconds.rounded())) s",
                remedy: "try again when that one is done")
        case .diskFull(let path):
            self.init(.database, at: path, "the disk is full", remedy: "make room there, then run the command again")
        case .inputOutput(let path, let code, let detail):
            self.init(.database, at: path, "reading or writing failed (\(code)): \(detail)", remedy: "check the disk")
        case .refused(let path, let detail):
            // A file that something else has written to, or a fault of ours: the check tells which.
            self.init(
                .database, at: path, "the database refused a row: \(detail)",
                remedy:
                    "run \(RunOrigin.command) \(ShellWords.joined(["db", "check", "--db", path])); if it finds nothing, please report this"
            )
        case .unexpected(let path, let code, let detail):
            self.init(.database, at: path, "SQLite reports \(code): \(detail)", remedy: "check the file")
        case .nameTaken(let path, let name, let suggestion):
            self.init(
                .usage, at: path, "there is an experiment called \(name) already",
                remedy:
                    "use --experiment \(suggestion), or go on with: \(RunOrigin.command) \(ShellWords.joined(["resume", name, "--db", path]))"
            )
        case .invalidName(let name):
            self.init(
                .usage, "'\(name)' is no name for an experiment",
                remedy: "use 1 to 200 characters, no slash, no blank at either end, no dash in front")
        case .experimentNotFound(let path, let name, let similar):
            self.init(
                .usage, at: path, "there is no experiment called \(ShellWords.quoted(name))",
                remedy: similar.isEmpty
                    ? "see what there is with \(RunOrigin.command) \(ShellWords.joined(["ls", "--db", path]))"
                    : "did you mean \(listed(similar))?")
        case .noExperiments(let path):
            self.init(.usage, at: path, "holds no experiments", remedy: "start one with \(RunOrigin.command) search")
        case .trialNotFound(let path, let trial):
            self.init(.usage, at: path, "there is no trial \(trial)", remedy: "see \(RunOrigin.command) show")
        case .leaseLost(let path, let trial):
            self.init(
                .database, at: path, "another process has taken trial \(trial) over while this one did not respond",
                remedy: "see how far it is with \(RunOrigin.command) watch")
        case .trialFinished(let path, let trial):
            self.init(
                .usage, at: path, "trial \(trial) has come to its end",
                remedy: "derive a student with \(RunOrigin.command) derive")
        case .probabilityCount(let path, let site, let given, let candidates):
            self.init(
                .database, at: path,
                "is damaged: \(given) probabilities for the \(candidates) candidates of site \(site)",
                remedy: "restore a backup, or give another --db")
        }
    }
}

extension ErrorMessage {
    init(_ error: DatabaseDamage) {
        self.init(
            error.isDatabase ? .database : .unverified, at: error.path,
            "the check has \(counted(error.findings, "finding"))",
            remedy: error.isDatabase
                ? "restore a backup, or give another --db"
                : "restore the files from a backup; resume takes the checkpoint before a damaged one")
    }
}

extension StoreWarning {
    /// What the user should know, in one line.
    var text: String {
        switch self {
        case .networkFileSystem(let path, let kind):
            "\(path) lies on a \(kind) file system: readers and the search wait for each other there"
        case .writeAheadLogUnavailable(let path, let journalMode):
            "\(path) keeps its journal as '\(journalMode)': readers and the search wait for each other"
        case .broughtUpToDate(let path, let found, let supported, let backup):
            "\(path) was of schema \(found) and is of \(supported) now; as it was: \(backup)"
        }
    }
}
