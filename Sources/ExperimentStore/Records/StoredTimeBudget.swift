internal import GRDB

/// A budget of time as the user wrote it (`7ms`) and what it comes to in nanoseconds of its scope.
public struct StoredTimeBudget: Hashable, Sendable, Codable {
    public var text: String
    public var limitNanoseconds: Int

    public init(text: String, limitNanoseconds: Int) {
        self.text = text
        self.limitNanoseconds = limitNanoseconds
    }

    /// Nil where a row has none.
    init?(row: Row) throws {
        guard let text: String = try row.value("time_budget_text"), let limit: Int = try row.value("limit_nanoseconds")
        else { return nil }
        self.init(text: text, limitNanoseconds: limit)
    }
}
