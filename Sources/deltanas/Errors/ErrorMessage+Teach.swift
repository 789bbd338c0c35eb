import Experiments

extension ErrorMessage {
    init(_ error: TeachError) {
        switch error {
        case .notACheckpoint(let path):
            self.init(
                .mismatch, at: path, "is no checkpoint of a training run", remedy: "remove it, or leave --resume out")
        case .otherSettings(let path, let checkpoint, let run):
            self.init(
                .usage, at: path, "belongs to a run with other settings: \(Self.difference(checkpoint, run))",
                remedy: "repeat the settings it was made with, or leave --resume out")
        case .dataChanged(let path, let source):
            self.init(
                .mismatch, at: source, "is no longer what the run of \(path) has learnt from",
                remedy: "put it back, or leave --resume out and remove the checkpoint")
        case .unfinishedRun(let checkpoint):
            self.init(
                .usage, at: checkpoint, "is the checkpoint of a run that has not come to its end",
                remedy: "go on with --resume, or remove it")
        case .unlabelled(let source, let classes):
            self.init(
                .mismatch, at: source, "has no labels of \(counted(classes, "class", "classes"))",
                remedy: source.hasPrefix("streets:")
                    ? "streets have 11: use --classes 11" : "give a folder with image/ and label/")
        case .seedRange(let text, let limit):
            self.init(
                .usage, at: text, "is no range of seeds",
                remedy: "write streets:A..B with whole numbers, the smaller first, for at most \(limit) streets")
        case .diverged(let step):
            self.init(
                .internal, "the loss is no number any more after step \(step)", remedy: "lower --learning-rate")
        }
    }

    /// The first words in which two descriptions of settings differ.
    private static func difference(_ one: String, _ other: String) -> String {
        let pairs = zip(one.split(separator: " "), other.split(separator: " "))
        guard let (was, is_) = pairs.first(where: { $0 != $1 }) else { return "'\(one)' there, '\(other)' here" }
        return "'\(was)' there, '\(is_)' here"
    }
}
