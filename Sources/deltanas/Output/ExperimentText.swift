import ExperimentStore
import Experiments
import StudentSpace

/// One experiment, as it is printed for people.
struct ExperimentText {
    let details: ExperimentDetails

    init(_ details: ExperimentDetails) { self.details = details }

    private var record: ExperimentRecord { details.experiment }

    var table: String {
        var parts = [sites.text, facts.text, trials.text]
        if details.trials.contains(where: { !$0.measurements.isEmpty }) { parts.append(measurements.text) }
        if !details.derivations.isEmpty { parts.append(derivations.text) }
        if !details.finetunings.isEmpty { parts.append(finetunings.text) }
        if !details.events.isEmpty { parts.append(events.text) }
        return parts.joined(separator: "\n")
    }

    private var facts: Facts {
        let settings = record.settings
        let provenance = record.provenance
        var facts = Facts([
            ("experiment", "\(record.name), \(details.status.rawValue), created \(Quantity.date(record.createdAt))"),
            ("space", provenance.spacePath),
            ("teacher", "\(provenance.teacherPath), \(Quantity.macs(settings.teacherMacs)) a frame"),
            ("data", provenance.dataText),
            (
                "input",
                "\(settings.inputHeight)x\(settings.inputWidth), a key frame every \(settings.keyframeInterval) frames"
            ),
        ])
        if let budget = settings.budget {
            facts.add("budget", "\(budget.text): \(Quantity.macs(budget.limitMacs)), \(settings.budgetScope.rawValue)")
        } else if settings.timeBudget == nil {
            facts.add("budget", "none")
        }
        if let budget = settings.timeBudget {
            facts.add(
                "budget of time",
                "\(budget.text): \(Quantity.time(budget.limitNanoseconds)), \(settings.budgetScope.rawValue)")
        }
        facts.add("strategy", "\(settings.strategy), \(counted(settings.steps, "step")), seed \(settings.seed)")
        let macs = details.choices.macs.map {
            ": \(Quantity.macs($0)) a delta frame, \(Quantity.percent($0, of: settings.teacherMacs)) of the teacher's"
        }
        facts.add("choices", Self.origin(details.choices.origin) + (macs ?? ""))
        facts.add("command", provenance.commandLine)
        facts.add("from", "deltanas \(provenance.toolVersion), revision \(provenance.revision), on \(provenance.host)")
        return facts
    }

    /// Where what the sites have comes from.
    static func origin(_ origin: SiteChoices.Origin) -> String {
        switch origin {
        case .student(let folder): "the student in \(folder)"
        case .checkpoint(let step): "the search's choice" + (step > 0 ? " after step \(step)" : "")
        case .probabilities(let step): "the likeliest candidates after step \(step)"
        case .none: "nothing chosen yet"
        }
    }

    private var trials: Table {
        var table = Table([
            .init("trial", "trial", isNumber: true), .init("status", "status"), .init("seed", "seed", isNumber: true),
            .init("step", "step", isNumber: true), .init("started", "started"), .init("finished", "ended"),
            .init("metrics", "last metrics"), .init("error", "error"),
        ])
        for trial in details.trials {
            let record = trial.record
            let metrics = trial.metrics.map { "\($0.name) \(Quantity.number($0.value))" }.joined(separator: ", ")
            table.rows.append([
                .integer(record.position), .string(Self.status(trial)), .string("\(record.seed)"),
                .integer(record.step), .string(record.startedAt.map(Quantity.date) ?? "-"),
                .string(record.finishedAt.map(Quantity.date) ?? "-"), .string(metrics), .string(record.error ?? ""),
            ])
        }
        return table
    }

    /// `running, delta statistics`.
    private static func status(_ trial: ExperimentDetails.Trial) -> String {
        guard trial.status == .running, let phase = trial.record.phase else { return trial.status.rawValue }
        return "\(trial.status.rawValue), \(phase)"
    }

    /// One site a row: what the furthest trial leans to, and what the site has by now.
    private var sites: Table {
        var table = Table([
            .init("site", "site"), .init("convolution", "convolution"),
            .init("teacher", "teacher MACs", isNumber: true), .init("count", "candidates", isNumber: true),
            .init("likeliest", "likeliest"), .init("probability", "probability", isNumber: true),
            .init("choice", "choice"), .init("macs", "its MACs", isNumber: true),
            .init("damage", "its damage", isNumber: true),
        ])
        for (position, site) in details.sites.enumerated() {
            let probabilities = details.furthestTrial?.probabilities(site: position) ?? []
            let best = zip(site.candidates, probabilities).max { $0.1 < $1.1 }
            let choice = details.choices.choices[position]
            table.rows.append([
                .string(site.name), .string(site.shapeText), .integer(site.teacherMacs),
                .integer(site.candidates.count { $0.isKept }), .string(best?.0.name ?? "-"),
                .fraction(best?.1), .string(choice?.candidate ?? "-"),
                .string(choice.map { "\($0.macs)" } ?? "-"), .string(choice?.damage.map(Quantity.number) ?? "-"),
            ])
        }
        return table
    }

    /// One candidate a row.
    var candidates: Table {
        var table = Table([
            .init("site", "site"), .init("candidate", "candidate"), .init("rank", "rank", isNumber: true),
            .init("macs", "MACs", isNumber: true), .init("teacher_macs", "teacher MACs", isNumber: true),
            .init("kept", "kept"), .init("damage", "damage", isNumber: true),
            .init("probability", "probability", isNumber: true),
        ])
        for (position, site) in details.sites.enumerated() {
            let probabilities = details.furthestTrial?.probabilities(site: position)
            for (index, candidate) in site.candidates.enumerated() {
                let probability = probabilities.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                table.rows.append([
                    .string(site.name), .string(candidate.kind), .integer(candidate.rank), .integer(candidate.macs),
                    .integer(site.teacherMacs), .init(.bool(candidate.isKept)), .init(.number(candidate.damage)),
                    .init(.number(probability)),
                ])
            }
        }
        return table
    }

    /// Every network that was measured, in the order it was.
    private var measurements: Table {
        var table = Table([
            .init("trial", "measured in trial", isNumber: true), .init("step", "at step", isNumber: true),
            .init("label", "network"), .init("delta", "delta frame"),
            .init("agreement", "agreement", isNumber: true), .init("miou", "mIoU", isNumber: true),
            .init("frames", "on frames that are"),
        ])
        let isTimed = details.trials.contains { $0.measurements.contains { $0.predictedNanoseconds != nil } }
        if isTimed { table.columns += Self.timeColumns }
        for trial in details.trials {
            for entry in trial.measurements {
                table.rows.append(
                    [
                        .integer(trial.record.position), .integer(entry.step), .string(entry.label),
                        .macs(entry.deltaFrameMacs), .fraction(entry.agreement), .fraction(entry.miou),
                        .string(entry.frames.rawValue),
                    ] + (isTimed ? [.time(entry.predictedNanoseconds), .time(entry.measuredNanoseconds)] : []))
            }
        }
        return table
    }

    private var derivations: Table {
        var table = Table([
            .init("budget", "student for"), .init("scope", "scope"), .init("delta", "delta frame"),
            .init("amortised", "amortised"), .init("agreement", "agreement", isNumber: true),
            .init("miou", "mIoU", isNumber: true), .init("folder", "folder"),
        ])
        let isTimed = details.derivations.contains { $0.predictedNanoseconds != nil }
        if isTimed { table.columns += Self.timeColumns }
        for derivation in details.derivations {
            let budgets = [derivation.budget?.text, derivation.timeBudget?.text].compactMap { $0 }
            table.rows.append(
                [
                    .string(budgets.isEmpty ? "-" : budgets.joined(separator: " + ")),
                    .string(derivation.budgetScope.rawValue),
                    .macs(derivation.deltaFrameMacs), .macs(derivation.amortisedMacs), .fraction(derivation.agreement),
                    .fraction(derivation.miou), .string(derivation.folder),
                ] + (isTimed ? [.time(derivation.predictedNanoseconds), .time(derivation.measuredNanoseconds)] : []))
        }
        return table
    }

    /// What a delta frame takes.
    private static let timeColumns = [
        Table.Column("predicted", "predicted time", isNumber: true),
        Table.Column("measured", "measured time", isNumber: true),
    ]

    private var finetunings: Table {
        Table(
            [
                .init("status", "fine-tuning"), .init("spec", "of"), .init("data", "data"),
                .init("step", "step", isNumber: true), .init("steps", "of steps", isNumber: true),
                .init("agreement", "agreement", isNumber: true), .init("folder", "folder"),
            ],
            zip(details.finetunings, details.finetuningStatuses).map {
                [
                    .string($1.rawValue), .string($0.specPath),
                    .string("\($0.dataText) frames \($0.firstFrame)..\($0.lastFrame)"), .integer($0.step),
                    .integer($0.steps), .fraction($0.agreement), .string($0.folder),
                ]
            })
    }

    private var events: Table {
        Table(
            [.init("at", "at"), .init("level", "level"), .init("message", "what happened")],
            details.events.map {
                [.string(Quantity.date($0.at)), .string($0.level.rawValue), .string($0.message)]
            })
    }
}
