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
