import Experiments
import Foundation

extension ErrorMessage {
    init(_ error: FinetuneError) {
        switch error {
        case .damagedCheckpoint(let path, let part):
            self.init(
                .mismatch, at: path, "the checkpoint is not what was written (\(part))",
                remedy: "restore the file from a backup, or begin anew")
        case .noSoundCheckpoint(let folder, let damaged):
            self.init(
                .mismatch, at: folder,
                "the run is not finished, and none of its checkpoints is sound: "
                    + damaged.map { ErrorMessage($0).reason }.joined(separator: "; "),
                remedy: "restore one of the files and give the same command again, or begin anew with --anew")
        case .inputChanged(let input, let path, let folder, let step, let steps):
            self.init(
                .mismatch, at: path,
                "the \(input.rawValue) is no longer what the unfinished run into \(folder) began with (step \(step) of \(steps))",
                remedy: "put it back and give the same command again, or begin anew with --anew")
        case .unwritableCheckpoint(let path, let code):
            self.init(
                .internal, at: path, "the checkpoint cannot be written: \(Self.system(code))",
                remedy: "make room there, then give the same command again")
        case .unwritableStudent(let path, let code):
            self.init(
                .usage, at: path, "the student cannot be written: \(Self.system(code))",
                remedy:
                    "\(code == ENOSPC || code == EDQUOT ? "make room there" : "see to the folder"), then give the same command again: it goes on from its last checkpoint"
            )
        case .busy:
            self.init(
                .usage, "another process is at the same fine-tuning run",
                remedy: "wait until it ends, or stop it with Ctrl-C")
        case .nothingToTrain(let spec):
            self.init(
                .mismatch, at: spec, "the student has no weights: it keeps the key frame's scores",
                remedy: "derive one for a larger budget")
        case .sameFolder(let path):
            self.init(
                .usage, at: path, "is where the student lies that this would start from",
                remedy: "give another folder with -o")
        case .folderTaken(let path):
            self.init(
                .usage, at: path,
                "another run has written its student there since this one began; no step of this one is lost",
                remedy: "give the same command with another folder after -o, or as it is to write over the other's")
        case .clipTooShort(let source, let frames, let needed):
            self.init(
                .mismatch, at: source,
                "\(counted(frames, "frame")) \(frames == 1 ? "is" : "are") too few for the student's key-frame interval",
                remedy: "give \(needed) or more")
        case .diverged(let step):
            self.init(
                .usage, "the loss is no number any more after step \(step)", remedy: "lower --learning-rate")
        case .memory(let needed, let available, let clips, let possible):
            let gibibytes = { (bytes: Int) in String(format: "%.1f", Double(bytes) / Double(1 << 30)) }
            self.init(
                .usage, at: "--clips",
                "\(counted(clips, "clip")) a step \(clips == 1 ? "takes" : "take") about \(gibibytes(needed)) GiB of memory, and this machine has \(gibibytes(available))",
                remedy: possible.map { "give --clips \($0)" } ?? "use fewer --jobs, or a machine with more memory")
        case .unlabelled(let source):
            self.init(
                .mismatch, at: source, "has no labels", remedy: "give a folder with image/ and label/, or no --labels")
        }
    }
}
