import ExperimentStore
import Networks

extension ReportPage {
    /// The network's convolutions in their order, what each has, and what it costs.
    var architecture: Section? {
        guard !details.sites.isEmpty else { return nil }
        let chart = architectureChart
        var body = HTMLText()
        body.element("p", origin, class: "note")
        body.add("<ul class=\"legend\">\n")
        let shown = Set(chart.rows.compactMap(\.kind))
        for kind in CandidateFill.kinds where shown.contains(kind) {
            body.add(
                "<li><svg viewBox=\"0 0 22 12\" aria-hidden=\"true\"><rect x=\"0.5\" y=\"0.5\" width=\"21\" height=\"11\" "
                    + "fill=\"\(CandidateFill.paint(kind))\" stroke=\"#12324F\"/></svg>\(HTMLText.escaped(kind))</li>\n"
            )
        }
        body.add("<li>outline: the teacher’s MACs, one scale for all</li>\n</ul>\n")
        let caption =
            contents.topology == nil
            ? ""
            : "Columns of the graph are resolutions, shares of the input’s; shortcuts around residual blocks are left out."
        body.figure(chart.element(.desk), caption, class: "desk")
        body.figure(chart.element(.phone), caption, class: "phone")
        return Section(id: "architecture", title: "Architecture", body: body.text)
    }

    private var origin: String {
        switch details.choices.origin {
        case .student(let folder): "As in the student that was derived last, in \(folder)."
        case .checkpoint(let step): "The search’s own choice" + (step > 0 ? ", after step \(step)." : ".")
        case .probabilities(let step):
            "The likeliest candidate of every site after step \(step): nothing is decided yet."
        case .none: "Nothing is chosen yet: outlines are the teacher’s convolutions."
        }
    }

    private var architectureChart: ArchitectureChart {
        let sizes = contents.topology?.sizes ?? []
        let height = Double(record.settings.inputHeight)
        // Of each site, one over what its output is of the input, as a power of two.
        let levels = sizes.map { size -> Int in
            var level = 0
            while Double(size.height) * Double(1 << (level + 1)) <= height * 1.42, level < 16 { level += 1 }
            return level
        }
        let all = Array(Set(levels).sorted().prefix(6))
        let isCut = Set(levels).count > all.count
        let lanes = all.enumerated().map { index, level in
            (isCut && index == all.count - 1 ? "≤" : "") + (level == 0 ? "1" : "1/\(1 << level)")
        }
        let rows = details.sites.enumerated().map { position, site in
            let choice = details.choices.choices[position]
            let level = levels.indices.contains(position) ? levels[position] : nil
            return ArchitectureChart.Row(
                name: site.name, shape: site.shapeText, candidate: choice?.candidate, teacherMACs: site.teacherMacs,
                macs: choice?.macs, lane: level.map { all.firstIndex(of: $0) ?? max(0, all.count - 1) } ?? 0,
                sources: contents.topology?.sources[position] ?? [])
        }
        return ArchitectureChart(rows: rows, lanes: lanes)
    }
}
