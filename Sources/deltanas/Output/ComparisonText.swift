import Experiments
import StudentSpace

/// What `compare` prints.
struct ComparisonText {
    let comparison: ExperimentComparison
    /// Leaves out settings and sites that are alike.
    let skipsUnchanged: Bool

    var table: String {
        let (first, second) = comparison.names
        var parts: [String] = []
        if settings.isEmpty {
            parts.append("settings: all alike\n")
        } else {
            parts.append(Self.entries("setting", settings, first, second).text)
        }
        parts.append(Self.entries("result", comparison.results, first, second).text)
        parts.append(
            Facts([
                ("\(first) has", Self.origin(comparison.origins.first)),
                ("\(second) has", Self.origin(comparison.origins.second)),
            ]).text)
        let changed = comparison.sites.count(where: \.isChanged)
        if !sites.rows.isEmpty { parts.append(sites.text) }
        parts.append("\(changed) of \(counted(comparison.sites.count, "site")) differ\n")
        return parts.joined(separator: "\n")
    }

    var json: JSONValue {
        .object([
            ("first", .string(comparison.names.first)), ("second", .string(comparison.names.second)),
            ("settings", Self.json(settings)), ("results", Self.json(comparison.results)), ("sites", sites.json),
        ])
    }

    /// One site a row.
    var sites: Table {
        let (first, second) = comparison.names
        var table = Table([
            .init("site", "site"), .init("teacher_macs", "teacher MACs", isNumber: true),
            .init("first_candidate", first), .init("second_candidate", second),
            .init("first_macs", "MACs", isNumber: true), .init("second_macs", "MACs", isNumber: true),
            .init("macs_difference", "difference", isNumber: true),
            .init("first_damage", "damage", isNumber: true), .init("second_damage", "damage", isNumber: true),
            .init("changed", nil),
        ])
        for site in comparison.sites where site.isChanged || !skipsUnchanged {
            let difference = site.first.flatMap { first in site.second.map { $0.macs - first.macs } }
            table.rows.append([
                .string(site.name), .integer(site.teacherMacs), Self.word(site.first?.candidate),
                Self.word(site.second?.candidate), .integer(site.first?.macs), .integer(site.second?.macs),
                .init(.integer(difference), difference.map { $0 > 0 ? "+\($0)" : "\($0)" } ?? "-"),
                Self.damage(site.first?.damage), Self.damage(site.second?.damage), .init(.bool(site.isChanged)),
            ])
        }
        return table
    }

    private var settings: [ExperimentComparison.Entry] {
        skipsUnchanged ? comparison.settings.filter(\.isChanged) : comparison.settings
    }

    private static func entries(
        _ title: String, _ entries: [ExperimentComparison.Entry], _ first: String, _ second: String
    ) -> Table {
        Table(
            [.init("key", title), .init("first", first), .init("second", second), .init("changed", "")],
            entries.map {
                [
                    .string($0.key), cell($0.first), cell($0.second),
                    .init(.bool($0.isChanged), $0.isChanged ? "differs" : ""),
                ]
            })
    }

    private static func json(_ entries: [ExperimentComparison.Entry]) -> JSONValue {
        .array(
            entries.map {
                .object([
                    ("key", .string($0.key)), ("first", $0.first), ("second", $0.second),
                    ("changed", .bool($0.isChanged)),
                ])
            })
    }

    private static func cell(_ value: JSONValue) -> Table.Cell {
        if case .null = value.content { return .init(.null, "-") }
        return .init(value)
    }

    private static func word(_ text: String?) -> Table.Cell { .init(.string(text), text ?? "-") }

    private static func damage(_ value: Double?) -> Table.Cell {
        .init(.number(value), value.map(Quantity.number) ?? "-")
    }

    private static func origin(_ origin: SiteChoices.Origin) -> String { ExperimentText.origin(origin) }
}
