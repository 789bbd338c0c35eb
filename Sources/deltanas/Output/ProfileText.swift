import Experiments
import Foundation
import Networks
import StudentSpace

/// A space's profile, as it is printed.
struct ProfileText {
    let report: ProfileReport

    init(_ report: ProfileReport) { self.report = report }

    private var resolved: ResolvedSpace { report.resolved }

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
            ("teacher", "\(resolved.architecture.name), \(counted(resolved.classes, "class", "classes"))"),
            ("input", "\(resolved.input), a key frame every \(interval) frames (T = \(interval))"),
            (
                "architectures",
                "\(count(resolved.space.architectureCount)) over \(counted(resolved.sites.count, "site"))"
            ),
        ])
        if let profile = report.profile { facts.add("budget", Self.verdict(profile)) }
        return facts.text + "\n" + costs.text
    }

    private static func verdict(_ profile: SpaceProfile) -> String {
        let limit = profile.limit
        let scope =
            limit.scope == .deltaFrame ? "a delta frame" : "a frame, amortised over T = \(limit.keyframeInterval)"
        return "\(limit.budget.text): \(Cost(macs: limit.macs)) for \(scope), "
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
        func add(_ name: String, _ costs: ProfileReport.Costs) {
            table.rows.append([.string(name), .macs(costs.deltaFrame), .macs(costs.amortised)])
        }
        add("teacher", report.teacher)
        add("maximum", report.maximum)
        if let limit = report.profile?.limit, limit.deltaFrameMACs >= 0 {
            let amortised = BudgetLimit.amortisedMACs(
                deltaFrame: min(limit.deltaFrameMACs, Budget.largestMACs / limit.keyframeInterval),
                teacher: limit.teacherMACs, keyframeInterval: limit.keyframeInterval)
            table.rows.append([
                .string("budget"), .macs(limit.deltaFrameMACs),
                .macs(limit.scope == .amortised ? limit.macs : amortised),
            ])
        }
        add("minimum", report.minimum)
        add("key frames alone", report.keyframeFloor)
        return table
    }

    private var sites: Table {
        var table = Table([
            .init("site", "site"), .init("convolution", "convolution"), .init("output", "output"),
            .init("teacher", "teacher MACs", isNumber: true),
            .init("candidates", "candidates, % of the teacher's MACs"),
        ])
        for choice in resolved.space.choices {
            let site = choice.site
            table.rows.append([
                .string(site.name), .string(site.shapeText), .string("\(site.output.size)"),
                .integer(site.teacherMACs), .string(Self.compact(choice)),
            ])
        }
        return table
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
        for entry in report.entries {
            table.rows.append([
                .string(entry.site.name), .string(entry.candidate.kind.rawValue), .integer(entry.candidate.rank),
                .integer(entry.macs), .integer(entry.site.teacherMACs), .init(.bool(entry.misfit == nil)),
                .string(entry.misfit?.text),
            ])
        }
        return table
    }

    var json: JSONValue {
        .object([
            ("space", .string(resolved.spaceFile.name)),
            ("file", .string(resolved.spaceFile.file)),
            ("architecture", .string(resolved.architecture.name)),
            ("classes", .integer(resolved.classes)),
            ("input", .string("\(resolved.input)")),
            ("keyframe_interval", .integer(resolved.keyframeInterval)),
            ("sites", .integer(resolved.sites.count)),
            ("architectures", .number(resolved.space.architectureCount)),
            ("teacher", Self.json(report.teacher)),
            ("maximum", Self.json(report.maximum)),
            ("minimum", Self.json(report.minimum)),
            ("keyframe_floor", Self.json(report.keyframeFloor)),
            ("budget", report.profile.map(Self.json) ?? .null),
            ("candidates", candidates.json),
        ])
    }

    private static func json(_ costs: ProfileReport.Costs) -> JSONValue {
        .object([
            ("delta_frame_macs", .integer(costs.deltaFrame)), ("amortised_macs", .integer(costs.amortised)),
        ])
    }

    private static func json(_ profile: SpaceProfile) -> JSONValue {
        .object([
            ("requested", .string(profile.limit.budget.text)),
            ("scope", .string(profile.limit.scope.rawValue)),
            ("limit_macs", .integer(profile.limit.macs)),
            ("delta_frame_limit_macs", .integer(profile.limit.deltaFrameMACs)),
            ("minimum_in_scope_macs", .integer(profile.minimumInScope)),
            ("feasible", .bool(profile.isFeasible)),
            ("feasible_keyframe_interval", .integer(profile.feasibleInterval)),
        ])
    }
}

extension Site {
    /// `3x3 s2 3→32`.
    var shapeText: String {
        let stride = convolution.stride
        let step = stride.area == 1 ? "" : stride.height == stride.width ? " s\(stride.height)" : " s\(stride)"
        return "\(convolution.kernel)\(step) \(input.channels)→\(output.channels)"
    }
}
