import ExperimentStore

extension ReportPage {
    /// Choice probabilities over time, a small picture a site, and the last ones as numbers.
    var choices: Section? {
        guard let trial = details.trials.firstIndex(where: { $0.record.id == details.furthestTrial?.record.id }),
            contents.courses.indices.contains(trial)
        else { return nil }
        let rows = Dictionary(grouping: contents.courses[trial].probabilities, by: \.site)
        guard let first = rows.values.map({ $0.map(\.step) }).max(by: { $0.count < $1.count }), let begin = first.first,
            let end = first.last
        else { return nil }
        var body = HTMLText()
        body.element(
            "p",
            "Steps \(begin) to \(end) from left to right. Each picture is filled from the cheapest candidate (light, at the "
                + "bottom) to the dearest (dark, at the top); a candidate’s share of the height is its probability.",
            class: "note")
        body.add("<div class=\"sites\">\n")
        for (position, site) in details.sites.enumerated() {
            guard let history = rows[position], site.candidates.count > 1 else { continue }
            let chart = ProbabilityChart(
                title: site.name, steps: history.map(\.step),
                candidates: site.candidates.enumerated().map { index, candidate in
                    .init(
                        name: candidate.name, macs: candidate.macs,
                        probabilities: history.map {
                            $0.probabilities.indices.contains(index) ? $0.probabilities[index] : 0
                        })
                })
            body.figure(chart.element(), "\(site.name): \(likeliest(site, history.last))")
        }
        body.add("</div>\n")
        return Section(id: "choices", title: "Choice probabilities over time", body: body.text)
    }

    private func likeliest(_ site: ExperimentStore.SiteRecord, _ row: ProbabilityRecord?) -> String {
        let best = zip(site.candidates, row?.probabilities ?? []).max { $0.1 < $1.1 }
        return best.map { "\($0.0.name) \(ReportNumber.percent($0.1, of: 1))" } ?? "–"
    }
}
