import DeltaSearch
import Experiments
import Foundation
import StudentSpace

extension ErrorMessage {
    init(_ error: SearchJobError) {
        switch error {
        case .damagedCheckpoint(let experiment, let path, let damage):
            switch damage {
            case .missing:
                self.init(
                    .mismatch, at: path, "the checkpoint of experiment \(experiment) is gone",
                    remedy: "put the file back, or search again")
            case .unreadable(let code):
                self.init(
                    .mismatch, at: path,
                    "the checkpoint of experiment \(experiment) cannot be read: \(Self.system(code))",
                    remedy: "check the file's permissions")
            case .altered:
                self.init(
                    .mismatch, at: path,
                    "the checkpoint of experiment \(experiment) is damaged: not the bytes that were written",
                    remedy: "restore the file from a backup, or search again")
            case .foreign(let part):
                self.init(
                    .mismatch, at: path, "the checkpoint does not fit experiment \(experiment) (\(part))",
                    remedy: "use the version of deltanas that wrote it, or search again")
            }
        case .noSoundCheckpoint(let experiment, let database, let trial, let damaged):
            self.init(
                .mismatch, at: database,
                "none of the checkpoints of trial \(trial) of experiment \(experiment) is sound: "
                    + damaged.map { ErrorMessage($0).reason }.joined(separator: "; "),
                remedy:
                    "restore one of the files, or begin the trial again with: \(Self.command("resume", experiment, database)) --anew"
            )
        case .unwritableCheckpoint(let experiment, let database, let path, let code):
            self.init(
                .internal, at: path, "the checkpoint cannot be written: \(Self.system(code))",
                remedy: "make room there, then go on with: \(Self.command("resume", experiment, database))")
        case .databaseFull(let experiment, let database):
            self.init(
                .database, at: database, "the disk is full",
                remedy: "make room there, then go on with: \(Self.command("resume", experiment, database))")
        case .databaseBusy(let experiment, let database):
            self.init(
                .database, at: database, "other processes keep it busy",
                remedy: "see who does, then go on with: \(Self.command("resume", experiment, database))")
        case .inputChanged(let experiment, let input, let path):
            self.init(
                .mismatch, at: path, "the \(input.rawValue) is no longer what experiment \(experiment) was made with",
                remedy: "put it back, or start another search")
        case .alreadyFinished(let experiment, let database):
            self.init(
                .usage, "experiment \(experiment) has come to its end",
                remedy: "derive a student with: \(Self.command("derive", experiment, database))")
        case .unfinished(let experiment, let database):
            self.init(
                .usage, "experiment \(experiment) has not come to its end",
                remedy: "go on with: \(Self.command("resume", experiment, database))")
        case .noTimes(let experiment):
            self.init(
                .usage, at: "--budget", "nothing is known of the times of experiment \(experiment)",
                remedy: "measure them with: \(RunOrigin.command) latency")
        case .busy(let experiment, let owners):
            self.init(
                .usage,
                "all that is left of experiment \(experiment) is being run"
                    + (owners.isEmpty ? " by another process" : ", by \(owners.joined(separator: ", "))"),
                remedy: "wait until it ends, or stop it with Ctrl-C")
        case .trialsFailed(let experiment, let database, let positions, let reason):
            let names = positions.map(String.init).joined(separator: ", ")
            let cause = reason.hasPrefix("error: ") ? String(reason.dropFirst("error: ".count)) : reason
            self.init(
                .internal,
                "\(positions.count == 1 ? "trial \(names)" : "trials \(names)") of experiment \(experiment) failed: \(cause)",
                remedy: "try again with: \(Self.command("resume", experiment, database))")
        case .noSuchTrial(let experiment, let position, let finished):
            self.init(
                .usage, at: "--trial", "experiment \(experiment) has no finished trial \(position)",
                remedy: "give any of \(finished.map(String.init).joined(separator: ", "))")
        case .processMemory(let processes, let needed, let available, let possible):
            self.init(
                .usage, at: "--processes",
                "\(processes) take about \(max(1, needed >> 30)) GiB of memory, and this machine has \(available >> 30)",
                remedy: "give --processes \(possible)")
        case .diskTooSmall(let path, let needed, let available):
            self.init(
                .usage, at: path,
                "the search takes up to \(Self.mebibytes(needed)) of disk, and \(Self.mebibytes(available)) are free there",
                remedy: "make room, or give a --db on another disk")
        case .unreadableSettings(let experiment, let detail):
            self.init(
                .database, "the settings of experiment \(experiment) cannot be read back (\(detail))",
                remedy: "use the version of deltanas that wrote them")
        case .folder(let path, let code):
            self.init(
                .usage, at: path, "cannot be made a folder or written: \(Self.system(code))",
                remedy: "choose another place, or change its permissions")
        case .finetunedStudent(let path):
            self.init(
                .usage, at: path, "is a fine-tuned student, which this would replace",
                remedy: "choose another folder with -o, or give --overwrite")
        case .foreignFile(let path):
            self.init(
                .usage, at: path, "is there already and no student's file",
                remedy: "choose another folder with -o, or move the file")
        }
    }

    private static func mebibytes(_ bytes: Int) -> String {
        String(format: "%.1f MiB", Double(bytes) / Double(1 << 20))
    }

    private static func command(_ name: String, _ experiment: String, _ database: String) -> String {
        RunOrigin.command + " " + ShellWords.joined([name, experiment, "--db", database])
    }

    init(_ error: SearchError) {
        switch error {
        case .budgetGradient(let deviation):
            self.init(
                .internal, "the budget's gradient is \(deviation) away from its finite difference", remedy: Self.report)
        case .diverged(let step):
            self.init(
                .internal, "the loss is no number any more after step \(step)",
                remedy: "search with another --seed, or with --strategy solve")
        case .scoresNotFinite(let frame):
            self.init(
                .mismatch, at: "--teacher", "the teacher's scores on frame \(frame) are not finite",
                remedy: "give weights that do not overflow")
        case .clipTooShort(let source, let frames, let interval):
            self.init(
                .mismatch, at: source,
                "\(counted(frames, "frame")) \(frames == 1 ? "is" : "are") too few for a key frame every \(interval)",
                remedy: "give a longer clip, or a smaller --keyframe-interval")
        }
    }

    /// What a delta frame may cost and take.
    private static func allowance(_ limit: BudgetLimit) -> String {
        [
            limit.compute.map { "\(Cost(macs: max(0, $0.deltaFrame)))" },
            limit.time.map { Quantity.time(max(0, $0.deltaFrame)) },
        ].compactMap { $0 }.joined(separator: ", ")
    }

    init(_ error: DerivationError) {
        switch error {
        case .nothingWithin(let limit, let strategy):
            self.init(
                .infeasible, at: "--budget",
                "strategy \(strategy) has no network within \(limit.text) (\(Self.allowance(limit)) for a delta frame)",
                remedy: "use --strategy solve, or a larger budget")
        }
    }
}
