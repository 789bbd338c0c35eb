import Experiments
import Networks

extension ErrorMessage {
    init(_ error: ExportError) {
        switch error {
        case .exists(let path):
            self.init(
                .usage, at: path, "an export is there already",
                remedy: "choose another folder with -o, or add --overwrite")
        case .foreignFile(let path):
            self.init(
                .usage, at: path, "is there already and no part of an export",
                remedy: "choose another folder with -o, or move it")
        case .tooLarge(let path, let bytes, let limit):
            self.init(
                .mismatch, at: path, "\(bytes) bytes of weights, while a model file holds at most \(limit)",
                remedy: "export a smaller network")
        case .unwritable(let path, let failure): self.init(failure, at: path)
        case .differs(let spec, let difference, let allowed):
            self.init(
                .unverified, at: spec,
                "the exported models' scores differ from the engine's by \(difference) of their range, more than \(allowed)",
                remedy: Self.report)
        }
    }
}
