internal import GRDB

/// What a budget limits: one frame after the key frame, or the mean over a key-frame interval.
public enum BudgetScope: String, Hashable, Sendable, Codable, CaseIterable {
    case deltaFrame = "delta-frame"
    case amortised
}

/// A budget as the user wrote it (`2GFLOPs`) and what it comes to in multiply-accumulates of its scope.
public struct StoredBudget: Hashable, Sendable, Codable {
    public var text: String
    public var limitMacs: Int

    public init(text: String, limitMacs: Int) {
        self.text = text
        self.limitMacs = limitMacs
    }

    /// Nil where a row has none.
    init?(row: Row) throws {
        guard let text: String = try row.value("budget_text"), let limit: Int = try row.value("limit_macs") else {
            return nil
        }
        self.init(text: text, limitMacs: limit)
    }
}
