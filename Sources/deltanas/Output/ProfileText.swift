import Experiments
import Foundation
import Networks
import StudentSpace

/// A space's profile, as it is printed.
struct ProfileText {
    let report: ProfileReport

    init(_ report: ProfileReport) { self.report = report }

    private var resolved: ResolvedSpace { report.resolved }
    private var decisions: Decisions { resolved.space.decisions }

    /// The sites, what dropped out, and the summary last, where the eye rests.
    var table: String {
        let dropped = self.dropped
        return sites.text + "\n" + (dropped.rows.isEmpty ? "" : dropped.text + "\n") + summary
    }

    /// The few lines that a search prints as well.
    var summary: String {
        let interval = resolved.keyframeInterval
        var facts = Facts([
            ("space", "\(resolved.spaceFile.name) (\(resolved.spaceFile.file))"),
            ("teacher", "\(resolved.teacher.name), \(counted(resolved.classes, "class", "classes"))"),
            ("input", "\(resolved.input), a key frame every \(interval) frames (T = \(interval))"),
            (
                "architectures",
                "\(count(resolved.space.architectureCount)) over \(counted(resolved.sites.count, "site"))"
                    + (decisions.areShared ? ", \(counted(decisions.count, "decision"))" : "")
            ),
        ])
        if !resolved.fallbacks.isEmpty {
            facts.add("in full", Self.inFull(resolved.fallbacks))
        }
        if resolved.uncountedMACs > 0 {
            facts.add(
                "not counted",
                "\(Quantity.macs(resolved.uncountedMACs)) of products of two maps, on every frame beside the sites'")
        }
        if let profile = report.profile {
            facts.add("budget", Self.verdict(profile))
            if let table = resolved.space.latency { facts.add("times of", table.conditionsText) }
        }
        return facts.text + "\n" + costs.text
    }

    /// What delta frames compute as key frames do: `max-pool (1), softmax (2): no delta of their own`.
    private static func inFull(_ fallbacks: [DeltaNetworks.Fallback]) -> String {
        var kinds: [(kind: String, count: Int)] = []
        for fallback in fallbacks {
            if let index = kinds.firstIndex(where: { $0.kind == fallback.kind }) {
                kinds[index].count += 1
            } else {
                kinds.append((fallback.kind, 1))
            }
        }
        let list = kinds.map { "\($0.kind) (\($0.count))" }.joined(separator: ", ")
        return "\(list): without a delta of their own, run on every frame"
    }

    private static func verdict(_ profile: SpaceProfile) -> String {
        let limit = profile.limit
        let scope =
            limit.scope == .deltaFrame ? "a delta frame" : "a frame, amortised over T = \(limit.keyframeInterval)"
        let amounts = [
            limit.compute.map { "\(Cost(macs: $0.frame))" }, limit.time.map { Quantity.time($0.frame) },
        ].compactMap { $0 }
        return "\(limit.text): \(amounts.joined(separator: " and ")) for \(scope), "
            + (profile.isFeasible ? "feasible" : "NOT feasible")
    }

    /// 7.1e+61, or the whole number where it is small.
    private func count(_ architectures: Double) -> String {
        architectures < 1e6 ? "\(Int(architectures))" : String(format: "%.3g", architectures)
    }

    private var costs: Table {
        var table = Table([
            .init("cost", "a frame costs"), .init("delta", "delta frame"),
            .init("amortised", "amortised, T = \(resolved.keyframeInterval)"),
        ])
        let times = report.times
        if times != nil {
            table.columns += [
                .init("delta_time", "delta frame takes"),
                .init("amortised_time", "amortised, T = \(resolved.keyframeInterval)"),
            ]
        }
        func add(_ name: String, _ costs: ProfileReport.Costs, _ times: ProfileReport.Costs?) {
            table.rows.append(
                [.string(name), .macs(costs.deltaFrame), .macs(costs.amortised)]
                    + (times.map { [.time($0.deltaFrame), .time($0.amortised)] } ?? []))
        }
        add("teacher", report.teacher, times?.teacher)
        add("maximum", report.maximum, times?.maximum)
        if let limit = report.profile?.limit { addBudgets(limit, to: &table) }
        add("minimum", report.minimum, times?.minimum)
        add("key frames alone", report.keyframeFloor, times?.keyframeFloor)
        return table
    }

    /// The row of the budgets, in both scopes; a dash where there is none of a kind.
    private func addBudgets(_ limit: BudgetLimit, to table: inout Table) {
        func cells(_ bound: BudgetLimit.Bound?, _ cell: (Int) -> Table.Cell) -> [Table.Cell] {
            guard let bound, bound.deltaFrame >= 0 else { return [.string("-"), .string("-")] }
            let amortised = BudgetLimit.amortised(
                deltaFrame: min(bound.deltaFrame, Budget.largestMACs / limit.keyframeInterval),
                teacher: bound.teacher, keyframeInterval: limit.keyframeInterval)
            return [cell(bound.deltaFrame), cell(limit.scope == .amortised ? bound.frame : amortised)]
        }
        // A budget that key frames alone exceed leaves a delta frame less than nothing: no row.
        guard [limit.compute, limit.time].contains(where: { $0.map { $0.deltaFrame >= 0 } ?? false }) else { return }
        var row = [Table.Cell.string("budget")] + cells(limit.compute, Table.Cell.macs)
        if table.columns.count > row.count { row += cells(limit.time, Table.Cell.time) }
        table.rows.append(row)
    }

    private var sites: Table {
        var table = Table([
            .init("site", "site"), .init("convolution", "convolution"), .init("output", "output"),
            .init("teacher", "teacher MACs", isNumber: true),
        ])
        if decisions.areShared { table.columns.append(.init("label", "decides as")) }
        table.columns.append(.init("candidates", "candidates, % of the teacher's MACs"))
        let labels = self.labels
        for (index, choice) in resolved.space.choices.enumerated() {
            let site = choice.site
            table.rows.append(
                [
                    .string(site.name), .string(site.shapeText), .string("\(site.output.size)"),
                    .integer(site.teacherMACs),
                ] + (decisions.areShared ? [.string(labels[index] ?? "-")] : []) + [.string(Self.compact(choice))])
        }
        return table
    }

    /// The label of every site that shares its decision.
    private var labels: [String?] {
        var labels = [String?](repeating: nil, count: decisions.siteCount)
        for decision in decisions.all {
            for site in decision.sites { labels[site] = decision.label }
        }
        return labels
    }

    /// `zero, pointwise 11%, lowrank:4,8,16 7–26%, teacher`: kinds in order of their cheapest candidate.
    private static func compact(_ choice: SearchSpace.Choices) -> String {
        var kinds: [Candidate.Kind] = []
        for candidate in choice.candidates where !kinds.contains(candidate.kind) { kinds.append(candidate.kind) }
        let teacher = Double(max(1, choice.site.teacherMACs))
        return kinds.map { kind in
            let members = zip(choice.candidates, choice.macs).filter { $0.0.kind == kind }
            let ranks = members.compactMap(\.0.rank).map(String.init).joined(separator: ",")
            let shares = members.map { String(format: "%.0f", 100 * Double($0.1) / teacher) }
            let share = shares.first == shares.last ? shares[0] : "\(shares[0])–\(shares[shares.count - 1])"
            let name = kind.rawValue + (ranks.isEmpty ? "" : ":\(ranks)")
            return kind == .zero || kind == .teacher ? name : "\(name) \(share)%"
        }.joined(separator: "  ")
    }

    private var dropped: Table {
        var table = Table([
            .init("site", "site"), .init("candidate", "dropped out"), .init("reason", "because"),
        ])
        for entry in report.entries {
            guard let misfit = entry.misfit else { continue }
            table.rows.append([.string(entry.site.name), .string("\(entry.candidate)"), .string(misfit.text)])
        }
        return table
    }

    /// Every candidate of every site, one a row.
    var candidates: Table {
        var table = Table([
            .init("site", "site"), .init("candidate", "candidate"), .init("rank", "rank", isNumber: true),
            .init("macs", "MACs", isNumber: true), .init("teacher_macs", "teacher MACs", isNumber: true),
            .init("kept", "kept"), .init("reason", "because"),
        ])
        let isTimed = resolved.space.latency != nil
        if isTimed { table.columns.append(.init("nanoseconds", "takes", isNumber: true)) }
        for entry in report.entries {
            table.rows.append(
                [
                    .string(entry.site.name), .string(entry.candidate.kind.rawValue), .integer(entry.candidate.rank),
                    .integer(entry.macs), .integer(entry.site.teacherMACs), .init(.bool(entry.misfit == nil)),
                    .string(entry.misfit?.text),
                ] + (isTimed ? [.integer(entry.nanoseconds)] : []))
        }
        return table
    }

    var json: JSONValue {
        .object(
            [
                ("space", .string(resolved.spaceFile.name)),
                ("file", .string(resolved.spaceFile.file)),
                ("architecture", .string(resolved.teacher.name)),
                ("classes", .integer(resolved.classes)),
                ("input", .string("\(resolved.input)")),
                ("keyframe_interval", .integer(resolved.keyframeInterval)),
                ("sites", .integer(resolved.sites.count)),
                (
                    "fallbacks",
                    .array(
                        resolved.fallbacks.map {
                            .object([("node", .string($0.node)), ("kind", .string($0.kind))])
                        })
                ),
                ("uncounted_macs", .integer(resolved.uncountedMACs)),
                ("architectures", .number(resolved.space.architectureCount)),
                ("teacher", Self.json(report.teacher)),
                ("maximum", Self.json(report.maximum)),
                ("minimum", Self.json(report.minimum)),
                ("keyframe_floor", Self.json(report.keyframeFloor)),
                ("budget", report.profile.map(Self.json) ?? .null),
            ] + times + shared + [("candidates", candidates.json)])
    }

    /// Sites that decide together, where there are any.
    private var shared: [(String, JSONValue)] {
        guard decisions.areShared else { return [] }
        let sites = resolved.sites
        return [
            ("decisions", .integer(decisions.count)),
            (
                "shared",
                .array(
                    decisions.all.compactMap { decision in
                        decision.label.map { label in
                            .object([
                                ("label", .string(label)),
                                ("sites", .array(decision.sites.map { .string(sites[$0].name) })),
                            ])
                        }
                    })
            ),
        ]
    }

    /// What is known of times, where anything is.
    private var times: [(String, JSONValue)] {
        guard let times = report.times, let table = resolved.space.latency else { return [] }
        func json(_ costs: ProfileReport.Costs) -> JSONValue {
            .object([
                ("delta_frame_nanoseconds", .integer(costs.deltaFrame)),
                ("amortised_nanoseconds", .integer(costs.amortised)),
            ])
        }
        return [
            (
                "times",
                .object([
                    ("device", .string(table.device)), ("threads", .integer(table.threads)),
                    ("teacher", json(times.teacher)), ("maximum", json(times.maximum)),
                    ("minimum", json(times.minimum)), ("keyframe_floor", json(times.keyframeFloor)),
                ])
            )
        ]
    }

    private static func json(_ costs: ProfileReport.Costs) -> JSONValue {
        .object([
            ("delta_frame_macs", .integer(costs.deltaFrame)), ("amortised_macs", .integer(costs.amortised)),
        ])
    }

    private static func json(_ profile: SpaceProfile) -> JSONValue {
        let time = profile.limit.time.map { bound -> [(String, JSONValue)] in
            [
                ("limit_nanoseconds", .integer(bound.frame)),
                ("delta_frame_limit_nanoseconds", .integer(bound.deltaFrame)),
                (
                    "minimum_in_scope_nanoseconds",
                    .integer(profile.minimumNanoseconds.map(profile.nanosecondsInScope))
                ),
            ]
        }
        return .object(
            [
                ("requested", .string(profile.limit.text)),
                ("scope", .string(profile.limit.scope.rawValue)),
                ("limit_macs", .integer(profile.limit.compute?.frame)),
                ("delta_frame_limit_macs", .integer(profile.limit.compute?.deltaFrame)),
                ("minimum_in_scope_macs", .integer(profile.minimumInScope)),
            ] + (time ?? []) + [
                ("feasible", .bool(profile.isFeasible)),
                ("feasible_keyframe_interval", .integer(profile.feasibleInterval)),
            ])
    }
}

extension LatencyTable {
    /// `4 threads of DEVICE at 360x480`.
    var conditionsText: String { "\(counted(threads, "thread")) of \(device) at \(input)" }
}

extension Site {
    /// `3x3 s2 3→32`.
    var shapeText: String {
        let stride = convolution.stride
        let step = stride.area == 1 ? "" : stride.height == stride.width ? " s\(stride.height)" : " s\(stride)"
        return "\(convolution.kernel)\(step) \(input.channels)→\(output.channels)"
    }
}
