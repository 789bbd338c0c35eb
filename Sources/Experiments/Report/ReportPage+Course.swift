import ExperimentStore

extension ReportPage {
    /// Losses, prices, cost and temperature over the steps, trial by trial.
    var course: Section? {
        guard !details.trials.isEmpty else { return nil }
        var body = HTMLText()
        let furthest = details.furthestTrial?.record.id
        for (trial, course) in zip(details.trials, contents.courses) {
            let record = trial.record
            let title =
                "trial \(record.position), seed \(record.seed): \(record.status.rawValue)"
                + (record.error.map { ", \($0)" } ?? "")
            if details.trials.count > 1 {
                body.add("<details\(record.id == furthest ? " open=\"open\"" : "")>")
                body.element("summary", title)
            }
            let charts = charts(course)
            if charts.isEmpty {
                body.element(
                    "p",
                    self.record.settings.steps == 0
                        ? "This strategy takes no steps: it decides by damages, and measures what it proposes."
                        : "No step is recorded yet.", class: "note")
            } else {
                body.add("<div class=\"charts\">\n")
                for chart in charts { body.figure(chart) }
                body.add("</div>\n")
            }
            add(trial.measurements, to: &body)
            if details.trials.count > 1 { body.add("</details>\n") }
        }
        return Section(id: "course", title: "Course of the search", body: body.text)
    }

    private func charts(_ course: ReportContents.Course) -> [LineChart] {
        [
            cost(course), prices(course),
            chart(
                course, "Losses", "", [("divergence", "KL(teacher ‖ student)"), ("distillation", "distillation")]),
            chart(course, "Temperature τ", "of the Gumbel-softmax", [("temperature", "τ")]),
            chart(
                course, "Entropy of the choice", "mean over sites, in nats: 0 when all is decided",
                [("entropy", "entropy")]),
            time(course),
        ].compactMap { $0 }
    }

    /// Points of a recorded number, thinned.
    private func points(
        _ course: ReportContents.Course, _ name: String, scale: Double = 1
    ) -> [LineChart.Point] {
        (course.series(name)?.thinned(to: 160).points ?? []).map { .init(Double($0.step), $0.value * scale) }
    }

    private func chart(
        _ course: ReportContents.Course, _ title: String, _ subtitle: String, _ names: [(key: String, name: String)],
        scale: Double = 1, reference: (name: String, y: Double)? = nil
    ) -> LineChart? {
        let series = names.compactMap { key, name in
            let points = points(course, key, scale: scale)
            return points.isEmpty ? nil : LineChart.Series(name, points)
        }
        guard !series.isEmpty else { return nil }
        return LineChart(
            title: title, subtitle: subtitle, x: .init("step", format: ReportNumber.tick),
            y: .init("", format: ReportNumber.tick), series: series, reference: reference)
    }

    private func cost(_ course: ReportContents.Course) -> LineChart? {
        let teacher = Double(max(1, record.settings.teacherMacs))
        let limit = record.settings.budget.map { budget -> Double in
            guard record.settings.budgetScope == .amortised else { return Double(budget.limitMacs) }
            // T frames may spend T times the budget; the key frame's share is the teacher's.
            let interval = Double(record.settings.keyframeInterval)
            return max(0, (interval * Double(budget.limitMacs) - teacher) / max(1, interval - 1))
        }
        return chart(
            course, "Cost of a delta frame", "% of the teacher’s MACs",
            [("expected_macs", "expected"), ("discrete_macs", "discrete")], scale: 100 / teacher,
            reference: limit.map { ("budget", 100 * $0 / teacher) })
    }

    private func prices(_ course: ReportContents.Course) -> LineChart? {
        chart(
            course, "Price of cost λ", "by dual ascent on the discrete cost",
            [("lambda", "λ"), ("time_lambda", "λ of time")])
    }

    private func time(_ course: ReportContents.Course) -> LineChart? {
        chart(
            course, "Time of a delta frame", "predicted, in ms",
            [("expected_nanoseconds", "expected"), ("discrete_nanoseconds", "discrete")], scale: 1e-6)
    }

    private func add(_ measurements: [MeasurementRecord], to body: inout HTMLText) {
        guard !measurements.isEmpty else { return }
        let isTimed = measurements.contains { $0.predictedNanoseconds != nil || $0.measuredNanoseconds != nil }
        body.element("h3", "Networks measured end to end")
        body.table(
            ["network", "at step", "delta frame", "of teacher", "agreement", "mIoU", "frames"]
                + (isTimed ? ["predicted time", "measured time"] : []),
            measurements.map { entry in
                [
                    entry.label, "\(entry.step)", ReportNumber.macs(entry.deltaFrameMacs),
                    ReportNumber.percent(Double(entry.deltaFrameMacs), of: Double(record.settings.teacherMacs)),
                    ReportNumber.fraction(entry.agreement), ReportNumber.fraction(entry.miou),
                    entry.frames == .heldBack ? "held back" : "fitted on",
                ]
                    + (isTimed
                        ? [entry.predictedNanoseconds, entry.measuredNanoseconds].map {
                            $0.map(ReportNumber.time) ?? "–"
                        } : [])
            }, numbers: [1, 3, 4, 5, 7, 8])
    }
}
