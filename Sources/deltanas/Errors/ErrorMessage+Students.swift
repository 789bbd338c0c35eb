import Experiments

extension ErrorMessage {
    init(_ error: StudentFileError) {
        switch error {
        case .missing(.teacher, let path, let spec):
            self.init(
                .mismatch, at: path, "the teacher's weights that \(spec) names are not there",
                remedy:
                    "put the file back; evaluate, run and export can be told with --teacher FILE.safetensors where else it lies"
            )
        case .missing(.original, let path, let spec):
            self.init(
                .mismatch, at: path, "the weights that the teacher of \(spec) was tuned from are not there",
                remedy: "put the file back: the student is held against them")
        case .differs(.original, let path, let expected, let found):
            self.init(
                .mismatch, at: path,
                "not the weights that the teacher was tuned from (SHA-256 \(found.prefix(12))…, expected \(expected.prefix(12))…)",
                remedy: "keep the files of a student together, or fine-tune it again")
        case .missing(.model, let path, let spec):
            self.init(
                .mismatch, at: path, "the model file that \(spec) names as the teacher's network is not there",
                remedy:
                    "put the file back; evaluate, run and export can be told with --teacher FILE.onnx where else it lies"
            )
        case .differs(.model, let path, let expected, let found):
            self.init(
                .mismatch, at: path,
                "not the model file that the student was derived from (SHA-256 \(found.prefix(12))…, expected \(expected.prefix(12))…)",
                remedy: "give that one with --teacher FILE.onnx, or derive the student again")
        case .noModel(let path, let spec):
            self.init(
                .usage, at: path, "is a model file, and the teacher of \(spec) is a built-in architecture",
                remedy: "give its weights: --teacher FILE.safetensors")
        case .missing(.student, let path, let spec):
            self.init(
                .mismatch, at: path, "the weights that \(spec) names are not there",
                remedy: "keep the two files of a student together, or derive it again")
        case .outside(let role, let path, let spec):
            self.init(
                .mismatch, at: path, "a link that leads out of the folder of \(spec)",
                remedy: role == .teacher
                    ? "put the file itself there, or say with --teacher FILE.safetensors where it lies"
                    : "put the file itself there")
        case .differs(.teacher, let path, let expected, let found):
            self.init(
                .mismatch, at: path,
                "not the teacher that the student was derived from (SHA-256 \(found.prefix(12))…, expected \(expected.prefix(12))…)",
                remedy: "give that one with --teacher, or derive the student again")
        case .differs(.student, let path, let expected, let found):
            self.init(
                .mismatch, at: path,
                "not the weights that the spec was written with (SHA-256 \(found.prefix(12))…, expected \(expected.prefix(12))…)",
                remedy: "keep the two files of a student together, or derive it again")
        }
    }

    init(_ error: VerificationFailure) {
        self.init(
            .unverified, at: error.path,
            "verification failed: \(counted(error.findings, "statement")) \(error.findings == 1 ? "does" : "do") not hold",
            remedy: "derive the student again with \(RunOrigin.command) derive")
    }
}
