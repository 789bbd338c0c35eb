import DeltaSearch
import Experiments
import StudentSpace

extension ErrorMessage {
    init(_ error: SearchJobError) {
        switch error {
        case .foreignCheckpoint(let path, let detail):
            self.init(
                .mismatch, at: path, "is a checkpoint of another search (\(detail))",
                remedy: "restore the file that was there, or search again")
        case .inputChanged(let experiment, let input, let path):
            self.init(
                .mismatch, at: path, "the \(input) is no longer what experiment \(experiment) was made with",
                remedy: "put it back, or start another search")
        case .alreadyFinished(let experiment):
            self.init(
                .usage, "experiment \(experiment) has come to its end",
                remedy: "derive a student with: \(RunOrigin.command) derive \(ShellWords.quoted(experiment))")
        case .unfinished(let experiment):
            self.init(
                .usage, "experiment \(experiment) has not come to its end",
                remedy: "go on with: \(RunOrigin.command) resume \(ShellWords.quoted(experiment))")
        case .checkpointMissing(let experiment, let path):
            self.init(
                .mismatch, at: path, "the checkpoint of experiment \(experiment) is gone",
                remedy: "restore the file, or search again")
        case .unreadableSettings(let experiment, let detail):
            self.init(
                .database, "the settings of experiment \(experiment) cannot be read back (\(detail))",
                remedy: "use the version of deltanas that wrote them")
        case .folder(let path, let code):
            self.init(
                .usage, at: path, "the folder cannot be made: \(Self.system(code))", remedy: "choose another place")
        }
    }

    init(_ error: DerivationError) {
        switch error {
        case .nothingWithin(let limit, let strategy):
            self.init(
                .infeasible, at: "--budget",
                "strategy \(strategy) has no network within \(limit.budget.text) (\(Cost(macs: max(0, limit.deltaFrameMACs))) for a delta frame)",
                remedy: "use --strategy solve, or a larger budget")
        }
    }
}
