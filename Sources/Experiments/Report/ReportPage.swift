import ExperimentStore
import StudentSpace

/// A report as one HTML document: nothing in it refers to anything outside, and no script runs. It is well-formed XML as
/// well, so that any parser can check it.
struct ReportPage {
    let contents: ReportContents

    init(_ contents: ReportContents) { self.contents = contents }

    var details: ExperimentDetails { contents.details }
    var record: ExperimentRecord { contents.details.experiment }

    /// How every page begins; what begins so may be replaced by another.
    static let opening = "<!DOCTYPE html>\n<html lang=\"en\"><!-- deltanas report -->\n"

    /// A part of the page, reached by its name from the top.
    struct Section {
        var id: String
        var title: String
        /// Markup.
        var body: String
    }

    var html: String {
        let sections = [
            architecture, course, choices, damages, students, finetuning, frames, provenance, reproduction, events,
        ].compactMap { $0 }
        let name = HTMLText.escaped(record.name)
        var page = HTMLText()
        page.add(Self.opening)
        page.add(
            """
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/>
            <meta name="generator" content="\(HTMLText.escaped(ToolVersion.name))"/>
            <link rel="icon" href="data:,"/>
            <title>\(name) – deltanas</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            \(CandidateFill.definitions)
            <header>
            <p class="tool">deltanas report</p>
            <h1>\(name)</h1>

            """)
        page.element("p", summary, class: "summary")
        page.facts(facts)
        page.add("<nav>\n")
        for section in sections { page.add("<a href=\"#\(section.id)\">\(HTMLText.escaped(section.title))</a>\n") }
        page.add("</nav>\n</header>\n<main>\n")
        for section in sections {
            page.add("<section id=\"\(section.id)\">\n")
            page.element("h2", section.title)
            page.add(section.body)
            page.add("</section>\n")
        }
        page.add("</main>\n<footer>\n")
        page.element(
            "p", "Made by \(ToolVersion.name), \(ReportNumber.date(contents.madeAt)), from \(contents.databasePath).")
        page.add("</footer>\n</body>\n</html>\n")
        return page.text
    }

    // MARK: - At the top

    /// One sentence: how far the experiment is and what came of it.
    private var summary: String {
        let step = details.trials.map(\.record.step).max() ?? 0
        let steps = record.settings.steps
        var text =
            switch record.status {
            case .created: "Nothing has run yet."
            case .running: contents.isCutOff ? "Cut off" : "Running"
            case .interrupted: "Interrupted"
            case .finished: "Finished"
            case .failed: "Failed"
            }
        if record.status != .created {
            text += steps > 0 && record.status != .finished ? " at step \(step) of \(steps)." : "."
        }
        if let derivation = details.derivations.last {
            let budget = [derivation.budget?.text, derivation.timeBudget?.text].compactMap { $0 }.joined(
                separator: " and ")
            text +=
                " The last student (\(budget)) spends "
                + ReportNumber.percent(Double(derivation.deltaFrameMacs), of: Double(record.settings.teacherMacs))
                + " of the teacher’s MACs on a delta frame."
        }
        return text
    }

    private var facts: [(name: String, value: String)] {
        let settings = record.settings
        var facts = [("teacher", "\(ReportNumber.macs(settings.teacherMacs)) a frame")]
        if let budget = settings.budget {
            facts.append(
                ("budget", "\(budget.text): \(ReportNumber.macs(budget.limitMacs)), \(settings.budgetScope.rawValue)"))
        }
        if let budget = settings.timeBudget {
            facts.append(
                (
                    "budget of time",
                    "\(budget.text): \(ReportNumber.time(budget.limitNanoseconds)), \(settings.budgetScope.rawValue)"
                ))
        }
        facts.append(("strategy", settings.strategy))
        facts.append(
            (
                "input",
                "\(settings.inputHeight)x\(settings.inputWidth), a key frame every \(settings.keyframeInterval) frames"
            ))
        if let macs = details.choices.macs {
            facts.append(
                (
                    "delta frame as chosen",
                    "\(ReportNumber.macs(macs)), "
                        + ReportNumber.percent(Double(macs), of: Double(settings.teacherMacs)) + " of the teacher’s"
                ))
        }
        let measured = details.trials.flatMap(\.measurements)
        if let best = measured.filter({ $0.frames == .heldBack }).map(\.agreement).max() {
            facts.append(("best agreement on held-back frames", ReportNumber.fraction(best)))
        }
        if let tuned = details.finetunings.last(where: { $0.status == .finished })?.agreement {
            facts.append(("agreement after fine-tuning", ReportNumber.fraction(tuned)))
        }
        return facts
    }
}
