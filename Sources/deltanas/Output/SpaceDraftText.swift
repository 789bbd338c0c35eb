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
        let next = ShellWords.joined(["search", "--space", path, "--budget", "45%"])
        lines.append("next: \(RunOrigin.command) \(next)")
        return lines.joined(separator: "\n") + "\n"
    }
}
