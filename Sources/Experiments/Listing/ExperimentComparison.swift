import ExperimentStore
import Foundation
public import StudentSpace
import VideoData

/// Two experiments side by side: settings, results, and what each site has.
public struct ExperimentComparison: Sendable {
    /// One value of both.
    public struct Entry: Sendable, Hashable {
        /// Stable: a key of JSON and CSV.
        public var key: String
        public var first: JSONValue
        public var second: JSONValue

        public var isChanged: Bool { first.content != second.content }
    }

    /// One site of both; nil where an experiment has no such site, or nothing is chosen there.
    public struct Site: Sendable, Hashable {
        public var name: String
        /// The first's where it has the site.
        public var teacherMacs: Int
        public var first: SiteChoices.Choice?
        public var second: SiteChoices.Choice?

        /// Whether the candidates are different ones.
        public var isChanged: Bool { first?.candidate != second?.candidate }
    }

    public var names: (first: String, second: String)
    /// Where each one's choices come from.
    public var origins: (first: SiteChoices.Origin, second: SiteChoices.Origin)
    public var settings: [Entry]
    public var results: [Entry]
    /// In the first's order, then what only the second has.
    public var sites: [Site]

    public init(_ first: ExperimentDetails, _ second: ExperimentDetails) {
        names = (first.experiment.name, second.experiment.name)
        origins = (first.choices.origin, second.choices.origin)
        settings = Self.entries(Self.settings(first), Self.settings(second))
        results = Self.entries(Self.results(first), Self.results(second))
        var others: [String: Int] = [:]
        for (position, site) in second.sites.enumerated() { others[site.name] = position }
        var sites = first.sites.enumerated().map { position, site in
            Site(
                name: site.name, teacherMacs: site.teacherMacs, first: first.choices.choices[position],
                second: others.removeValue(forKey: site.name).flatMap { second.choices.choices[$0] })
        }
        for (position, site) in second.sites.enumerated() where others[site.name] != nil {
            sites.append(
                Site(
                    name: site.name, teacherMacs: site.teacherMacs, first: nil,
                    second: second.choices.choices[position]))
        }
        self.sites = sites
    }

    /// Values of both by key, in the first's order, then what only the second has; what one lacks is null.
    private static func entries(_ first: [(String, JSONValue)], _ second: [(String, JSONValue)]) -> [Entry] {
        var others: [String: JSONValue] = [:]
        for (key, value) in second { others[key] = value }
        var entries = first.map { Entry(key: $0, first: $1, second: others.removeValue(forKey: $0) ?? .null) }
        entries += second.filter { others[$0.0] != nil }.map { Entry(key: $0.0, first: .null, second: $0.1) }
        return entries
    }

    private static func settings(_ details: ExperimentDetails) -> [(String, JSONValue)] {
        let settings = details.experiment.settings
        let origin = details.experiment.provenance
        var values: [(String, JSONValue)] = [
            ("budget", .string(settings.budget?.text)), ("time_budget", .string(settings.timeBudget?.text)),
            ("budget_scope", .string(settings.budgetScope.rawValue)),
            ("limit_macs", .integer(settings.budget?.limitMacs)), ("strategy", .string(settings.strategy)),
            ("steps", .integer(settings.steps)), ("seed", .string("\(settings.seed)")),
            ("input", .string("\(settings.inputHeight)x\(settings.inputWidth)")),
            ("keyframe_interval", .integer(settings.keyframeInterval)),
            ("teacher_macs", .integer(settings.teacherMacs)), ("space", .string(origin.spacePath)),
            ("space_sha256", .string(origin.spaceSha256)), ("teacher", .string(origin.teacherPath)),
            ("teacher_sha256", .string(origin.teacherSha256)), ("data", .string(origin.dataText)),
            ("data_sha256", .string(origin.dataSha256)), ("tool_version", .string(origin.toolVersion)),
            ("revision", .string(origin.revision)), ("host", .string(origin.host)),
        ]
        let known = Set(values.map(\.0))
        if case .object(let members)? = try? JSONParser.parse(settings.settingsJson, file: "settings").content {
            for member in members where member.key != "folder" && !known.contains(member.key) {
                values.append((member.key, short(member.value)))
            }
        }
        return values
    }

    /// What is long, as a table of latencies, is told by its digest.
    private static func short(_ value: JSONValue) -> JSONValue {
        switch value.content {
        case .array, .object: .string("SHA-256 " + SHA256.hex(of: value.text().utf8))
        default: JSONValue(value.content)
        }
    }

    private static func results(_ details: ExperimentDetails) -> [(String, JSONValue)] {
        let measured = details.trials.flatMap(\.measurements)
        func best(_ frames: MeasurementRecord.Frames) -> MeasurementRecord? {
            measured.filter { $0.frames == frames }.max { $0.agreement < $1.agreement }
        }
        let (heldBack, fitted) = (best(.heldBack), best(.fitted))
        let seconds = details.trials.compactMap { trial in
            trial.record.finishedAt.flatMap { end in trial.record.startedAt.map { end.timeIntervalSince($0) } }
        }
        return [
            ("status", .string(details.experiment.status.rawValue)),
            ("trials", .integer(details.trials.count)),
            ("step", .integer(details.trials.map(\.record.step).max())),
            ("delta_frame_macs", .integer(details.choices.macs)),
            ("agreement", .number(heldBack?.agreement)), ("miou", .number(heldBack?.miou)),
            ("fitted_agreement", .number(fitted?.agreement)), ("fitted_miou", .number(fitted?.miou)),
            ("students", .integer(details.derivations.count)),
            (
                "finetuned_agreement",
                .number(details.finetunings.last { $0.status == .finished }.flatMap(\.agreement))
            ),
            ("seconds", .number(seconds.isEmpty ? nil : (seconds.reduce(0, +) * 1000).rounded() / 1000)),
        ]
    }
}
