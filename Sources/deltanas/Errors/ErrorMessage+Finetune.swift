import Experiments

extension ErrorMessage {
    init(_ error: FinetuneError) {
        switch error {
        case .damagedCheckpoint(let path, let part):
            self.init(
                .mismatch, at: path, "the checkpoint is not what was written (\(part))",
                remedy: "restore the file from a backup, or begin anew")
        case .unwritableCheckpoint(let path, let code):
            self.init(
                .internal, at: path, "the checkpoint cannot be written: \(Self.system(code))",
                remedy: "make room there, then give the same command again")
        case .busy:
            self.init(
                .usage, "another process is at the same fine-tuning run",
                remedy: "wait until it ends, or stop it with Ctrl-C")
        case .nothingToTrain(let spec):
            self.init(
                .mismatch, at: spec, "the student has no weights: it keeps the key frame's scores",
                remedy: "derive one for a larger budget")
        case .unlabelled(let source):
            self.init(
                .mismatch, at: source, "has no labels", remedy: "give a folder with image/ and label/, or no --labels")
        }
    }
}
