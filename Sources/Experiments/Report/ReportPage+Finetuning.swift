import ExperimentStore

extension ReportPage {
    /// Fine-tuning runs of this experiment's students.
    var finetuning: Section? {
        guard !details.finetunings.isEmpty else { return nil }
        var body = HTMLText()
        for (run, metrics) in zip(details.finetunings, contents.finetunings).reversed() {
            body.element(
                "h3",
                "\(run.status.rawValue), step \(run.step) of \(run.steps), agreement "
                    + ReportNumber.fraction(run.agreement) + (run.error.map { ": \($0)" } ?? ""))
            body.element(
                "p", "\(run.specPath) on \(run.dataText), frames \(run.firstFrame)..\(run.lastFrame)", class: "note")
            let charts = [
                chart(
                    metrics, "Losses",
                    [
                        ("divergence", "KL(teacher ‖ student)"), ("distillation", "distillation"),
                        ("label_loss", "labels"),
                    ]),
                chart(metrics, "Agreement on held-back frames", [("agreement", "agreement")]),
                chart(metrics, "Learning rate", [("learning_rate", "learning rate")]),
            ].compactMap { $0 }
            body.add("<div class=\"charts\">\n")
            for chart in charts { body.figure(chart) }
            body.add("</div>\n")
        }
        return Section(id: "finetuning", title: "Fine-tuning", body: body.text)
    }

    private func chart(_ metrics: [MetricSeries], _ title: String, _ names: [(key: String, name: String)]) -> LineChart?
    {
        let series = names.compactMap { key, name -> LineChart.Series? in
            guard let found = metrics.first(where: { $0.name == key })?.thinned(to: 160), !found.points.isEmpty else {
                return nil
            }
            return .init(name, found.points.map { .init(Double($0.step), $0.value) })
        }
        guard !series.isEmpty else { return nil }
        return LineChart(
            title: title, x: .init("step", format: ReportNumber.tick), y: .init("", format: ReportNumber.tick),
            series: series)
    }
}
