internal import GRDB

/// What a search was asked to do, after every default was filled in.
public struct SearchSettings: Hashable, Sendable, Codable {
    public var inputHeight: Int
    public var inputWidth: Int
    /// A key frame every so many frames.
    public var keyframeInterval: Int
    /// Multiply-accumulates of the teacher on one frame.
    public var teacherMacs: Int
    /// As the user wrote it, and in MACs of its scope: both, or neither for a search without a budget.
    public var budget: StoredBudget?
    /// The same of time.
    public var timeBudget: StoredTimeBudget?
    public var budgetScope: BudgetScope
    public var strategy: String
    /// Gradient steps.
    public var steps: Int
    public var seed: UInt64
    /// Everything else, as a JSON object.
    public var settingsJson: String

    public init(
        inputHeight: Int, inputWidth: Int, keyframeInterval: Int, teacherMacs: Int, budget: StoredBudget?,
        timeBudget: StoredTimeBudget? = nil, budgetScope: BudgetScope, strategy: String, steps: Int, seed: UInt64,
        settingsJson: String = "{}"
    ) {
        self.inputHeight = inputHeight
        self.inputWidth = inputWidth
        self.keyframeInterval = keyframeInterval
        self.teacherMacs = teacherMacs
        self.budget = budget
        self.timeBudget = timeBudget
        self.budgetScope = budgetScope
        self.strategy = strategy
        self.steps = steps
        self.seed = seed
        self.settingsJson = settingsJson
    }
}

extension SearchSettings: ReadableRow, WritableRow {
    init(row: Row) throws {
        inputHeight = try row.value("input_height")
        inputWidth = try row.value("input_width")
        keyframeInterval = try row.value("keyframe_interval")
        teacherMacs = try row.value("teacher_macs")
        budget = try StoredBudget(row: row)
        timeBudget = try StoredTimeBudget(row: row)
        budgetScope = try row.enumeration("budget_scope")
        strategy = try row.value("strategy")
        steps = try row.value("steps")
        seed = UInt64(bitPattern: try row.value("seed"))
        settingsJson = try row.value("settings_json")
    }

    func encode(to container: inout PersistenceContainer) {
        container["input_height"] = inputHeight
        container["input_width"] = inputWidth
        container["keyframe_interval"] = keyframeInterval
        container["teacher_macs"] = teacherMacs
        container["budget_text"] = budget?.text
        container["limit_macs"] = budget?.limitMacs
        container["time_budget_text"] = timeBudget?.text
        container["limit_nanoseconds"] = timeBudget?.limitNanoseconds
        container["budget_scope"] = budgetScope.rawValue
        container["strategy"] = strategy
        container["steps"] = steps
        container["seed"] = Int64(bitPattern: seed)
        container["settings_json"] = settingsJson
    }
}
