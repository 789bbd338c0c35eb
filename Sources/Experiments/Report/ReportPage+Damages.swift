import ExperimentStore

extension ReportPage {
    /// What each site's candidates are expected to do to the scores, and what the choice does.
    var damages: Section? {
        guard details.sites.contains(where: { $0.candidates.contains { $0.damage != nil } }) else { return nil }
        let rows = details.sites.enumerated().map { position, site in
            let values = site.candidates.compactMap(\.damage).filter { $0 > 0 && $0.isFinite }
            return DamageChart.Row(
                name: site.name, range: values.min().flatMap { low in values.max().map { low...$0 } },
                choice: details.choices.choices[position]?.damage)
        }
        let powers = DamageChart.powers(rows)
        var body = HTMLText()
        body.element(
            "p",
            "Grey: from the least to the most that a site’s candidates are expected to do. Diamond: the choice"
                + (details.choices.macs == nil ? ", once there is one" : "")
                + "; at the left edge, nothing, as the teacher’s own convolution.", class: "note")
        body.add("<div class=\"charts\">\n")
        // Side by side where there is room.
        let half = rows.count > 12 ? (rows.count + 1) / 2 : rows.count
        for part in stride(from: 0, to: rows.count, by: half) {
            let chart = DamageChart(rows: Array(rows[part..<min(rows.count, part + half)]), powers: powers)
            body.figure(chart.element(), "")
        }
        body.add("</div>\n")
        return Section(id: "damages", title: "Damage per site", body: body.text)
    }
}
