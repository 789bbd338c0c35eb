import ExperimentStore
import StudentSpace

extension ReportPage {
    /// Who made the experiment, from what.
    var provenance: Section? {
        let origin = record.provenance
        let settings = record.settings
        var body = HTMLText()
        body.add("<div class=\"long\">")
        body.facts([
            ("created", ReportNumber.date(record.createdAt)),
            ("tool", "deltanas \(origin.toolVersion), revision \(origin.revision)"),
            ("host", origin.host),
            ("command", origin.commandLine),
            ("space", "\(origin.spacePath), SHA-256 \(origin.spaceSha256)"),
            ("teacher", "\(origin.teacherPath), SHA-256 \(origin.teacherSha256)"),
            ("data", "\(origin.dataText), SHA-256 \(origin.dataSha256)"),
            ("seed", "\(settings.seed)"),
            ("steps", "\(settings.steps)"),
            ("further settings", settings.settingsJson),
        ])
        body.add("</div>\n<details>")
        body.element("summary", "The search space")
        body.element("pre", origin.spaceJson)
        body.add("</details>\n")
        return Section(id: "provenance", title: "Provenance", body: body.text)
    }

    /// What to type for the same again.
    var reproduction: Section? {
        var body = HTMLText()
        body.element("pre", commands.joined(separator: "\n"))
        body.element(
            "p",
            "Same inputs, settings and seed give the same bits on the same kind of processor, however many workers.",
            class: "note")
        return Section(id: "reproduce", title: "To reproduce", body: body.text)
    }

    private var commands: [String] {
        let database = ["--db", contents.databasePath]
        var lines = [record.provenance.commandLine]
        if record.status == .interrupted || record.status == .failed || contents.isCutOff {
            lines.append("deltanas \(ShellWords.joined(["resume", record.name] + database))")
        }
        for derivation in details.derivations {
            let budgets = [derivation.budget?.text, derivation.timeBudget?.text].compactMap { $0 }
                .flatMap { ["--budget", $0] }
            lines.append(
                "deltanas "
                    + ShellWords.joined(
                        ["derive", record.name] + database + budgets
                            + ["--budget-scope", derivation.budgetScope.rawValue, "-o", derivation.folder]))
        }
        lines += details.finetunings.map(\.commandLine)
        if let folder = details.derivations.last?.folder {
            lines.append(
                "deltanas "
                    + ShellWords.joined(
                        ["evaluate", "\(folder)/\(StudentFolder.specName)", "--data", record.provenance.dataText]))
        }
        lines.append("deltanas \(ShellWords.joined(["report", record.name] + database))")
        return lines
    }

    /// What happened.
    var events: Section? {
        guard !details.events.isEmpty else { return nil }
        var body = HTMLText()
        body.table(
            ["at", "level", "what happened"],
            details.events.map { [ReportNumber.date($0.at), $0.level.rawValue, $0.message] })
        return Section(id: "events", title: "Events", body: body.text)
    }
}
