internal import GRDB

/// One number of a trial after so many steps: a loss, λ, τ, an expected cost.
public struct MetricRecord: Hashable, Sendable, Codable {
    public var step: Int
    public var name: String
    /// Not-a-number is kept as such.
    public var value: Double

    public init(step: Int, name: String, value: Double) {
        self.step = step
        self.name = name
        self.value = value
    }
}

extension MetricRecord: ReadableRow {
    init(row: Row) throws {
        try row.requireCounts()
        step = try row.value("step")
        name = try row.value("name")
        let number: Double? = try row.value("value")
        value = number ?? .nan
    }
}
