import Experiments

extension ErrorMessage {
    init(_ error: ReportError) {
        switch error {
        case .foreignFile(let path):
            self.init(
                .usage, at: path, "is there already and no report", remedy: "choose another file with -o, or move it")
        case .unwritable(let path, let failure): self.init(failure, at: path)
        }
    }
}

extension ErrorMessage {
    init(_ error: LookingError) {
        switch error {
        case .noTrial(let experiment, let wanted?, let known):
            self.init(
                .usage, at: "--trial", "\(experiment) has no trial \(wanted)",
                remedy: known.isEmpty
                    ? "it has none yet" : "give one of \(known.map(String.init).joined(separator: ", "))")
        case .noTrial(let experiment, nil, _):
            self.init(.usage, at: experiment, "no trial was started yet", remedy: "look again once it runs")
        case .noFinetuning(let experiment):
            self.init(
                .usage, at: "--finetuning", "no student of \(experiment) was fine-tuned",
                remedy: "leave the option out for the search")
        case .noMetrics(let run):
            self.init(
                .usage, at: run, "no step is recorded",
                remedy: "look again after the first steps; a strategy without steps records none")
        case .unknownMetric(let name, let run, let suggestion, let known):
            self.init(
                .usage, at: "--metric", "\(run) has recorded no '\(name)'",
                remedy: (suggestion.map { "did you mean \($0)? " } ?? "")
                    + "recorded are \(known.joined(separator: ", "))")
        }
    }
}
