import Experiments
import Networks
import StudentSpace

/// What `space init` has made.
struct SpaceDraftText {
    let draft: SpaceDraft
    let path: String

    var text: String {
        let sites = draft.space.choices
        let grouped = sites.filter { $0.site.convolution.groups > 1 }.count
        var lines = [
            "\(path): \(counted(sites.count, "site")), \(Quantity.macs(draft.space.teacherMACs)) a frame of \(draft.file.input)"
        ]
        if grouped > 0 { lines.append("  \(grouped) of them grouped or depthwise") }
        if draft.fileOutputs.count > 1 {
            let chosen = draft.file.teacher.outputs
            lines.append(
                "  distilled: \(chosen.isEmpty ? "the first output of four dimensions" : chosen.joined(separator: ", ")); "
                    + "the model has \(draft.fileOutputs.joined(separator: ", ")) (--output-name)")
        }
        let next = ShellWords.joined(["search", "--space", path, "--budget", "45%"])
        lines.append("next: \(RunOrigin.command) \(next)")
        return lines.joined(separator: "\n") + "\n"
    }
}
