import ExperimentStore
import StudentSpace

extension ReportPage {
    /// What was derived, and the front that it comes to.
    var students: Section? {
        guard !details.derivations.isEmpty || contents.pareto != nil else { return nil }
        var body = HTMLText()
        if let pareto = contents.pareto {
            let report = pareto.report
            body.add("<div class=\"charts\">\n")
            body.figure(report.chart)
            body.add("</div>\n")
            body.element(
                "p",
                "From \(pareto.path)."
                    + (report.isFitted ? " Weights were fitted on these frames: the figures flatter." : ""),
                class: "note")
            body.table(
                ["series", "fine-tuned", "budget", "delta frame", "amortised, of teacher", "agreement", "mIoU"],
                report.points.map {
                    [
                        $0.series, $0.finetuneSteps > 0 ? ReportNumber.counted($0.finetuneSteps, "step") : "–",
                        $0.budget, ReportNumber.macs($0.deltaFrameMACs),
                        ReportNumber.percent($0.amortisedShare, of: 1), ReportNumber.fraction($0.agreement),
                        ReportNumber.fraction($0.miou),
                    ]
                }, numbers: [4, 5, 6])
        } else if let chart = front {
            body.add("<div class=\"charts\">\n")
            body.figure(chart)
            body.add("</div>\n")
        }
        if !details.derivations.isEmpty {
            body.element("h3", "Derived students")
            body.table(
                ["budget", "scope", "delta frame", "amortised", "of teacher", "agreement", "mIoU", "folder"],
                details.derivations.map { derivation in
                    [
                        Self.budget(derivation), derivation.budgetScope.rawValue,
                        ReportNumber.macs(derivation.deltaFrameMacs), ReportNumber.macs(derivation.amortisedMacs),
                        ReportNumber.percent(
                            Double(derivation.amortisedMacs), of: Double(record.settings.teacherMacs)),
                        ReportNumber.fraction(derivation.agreement), ReportNumber.fraction(derivation.miou),
                        derivation.folder,
                    ]
                }, numbers: [4, 5, 6])
        }
        return Section(id: "students", title: "Students and their front", body: body.text)
    }

    static func budget(_ derivation: DerivationRecord) -> String {
        let texts = [derivation.budget?.text, derivation.timeBudget?.text].compactMap { $0 }
        return texts.isEmpty ? "–" : texts.joined(separator: " + ")
    }

    /// Agreement over cost of what was derived here; nil where that is no more than one point.
    private var front: LineChart? {
        let teacher = Double(max(1, record.settings.teacherMacs))
        let derived = details.derivations.compactMap { derivation in
            derivation.agreement.map { LineChart.Point(100 * Double(derivation.amortisedMacs) / teacher, $0) }
        }
        let tuned = details.finetunings.compactMap { run -> LineChart.Point? in
            guard let agreement = run.agreement, let json = run.specJson,
                let spec = try? StudentSpec(JSONParser.parse(json, file: run.folder), file: run.folder)
            else { return nil }
            return LineChart.Point(100 * Double(spec.use.amortisedMACs) / teacher, agreement)
        }
        guard Set(derived + tuned).count > 1 else { return nil }
        return LineChart(
            title: "Agreement with the teacher over cost",
            subtitle: "as measured when derived and when fine-tuned, on frames that weights may have been fitted on",
            x: .init("amortised MACs, % of the teacher’s", format: ReportNumber.tick),
            y: .init("agreement") { ReportNumber.tick(($0 * 1e4).rounded() / 1e4) },
            series: [.init("derived", derived)] + (tuned.isEmpty ? [] : [.init("fine-tuned", tuned)]))
    }
}
