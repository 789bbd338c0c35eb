public import Foundation

/// What a benchmark run found, and where.
public struct BenchReport: Sendable {
    public var date: Date
    public var machine: Machine
    /// At the start.
    public var conditions: BenchConditions
    public var origin: RunOrigin
    public var versions: [Version]
    public var settings: BenchSettings
    public var rows: [BenchRow]

    /// A program or library and its version; nil where it took no part.
    public struct Version: Sendable, Hashable {
        public var name: String
        public var version: String?
    }

    /// The bars of the rows that were asked for.
    public var bars: [BenchBar] {
        BenchBar.all(threads: settings.threads).filter { bar in rows.contains { $0.name == bar.row } }
    }
}
