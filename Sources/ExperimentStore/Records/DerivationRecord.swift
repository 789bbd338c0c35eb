public import Foundation
internal import GRDB

/// A student that was derived: its cost, what was measured of it, and its specification in full.
public struct DerivationRecord: Hashable, Sendable, Codable {
    /// Nil until it is recorded.
    public internal(set) var id: Int64?
    public var experimentId: Int64
    public var trialId: Int64?
    public var createdAt: Date
    public var budget: StoredBudget?
    /// The same of time.
    public var timeBudget: StoredTimeBudget?
    public var budgetScope: BudgetScope
    public var deltaFrameMacs: Int
    /// Mean over a key-frame interval, rounded up.
    public var amortisedMacs: Int
    /// What a delta frame takes by the table of latencies; nil without one.
    public var predictedNanoseconds: Int?
    /// What a delta frame took; nil where it was not timed.
    public var measuredNanoseconds: Int?
    /// Share of pixels whose class is the teacher's, measured with the weights as they are handed over, on the frames
    /// that the search decided on; those weights may have been fitted on these frames too.
    public var agreement: Double?
    public var miou: Double?
    public var folder: String
    public var specJson: String

    public init(
        experimentId: Int64, trialId: Int64? = nil, budget: StoredBudget?,
        timeBudget: StoredTimeBudget? = nil, budgetScope: BudgetScope,
        deltaFrameMacs: Int, amortisedMacs: Int, predictedNanoseconds: Int? = nil, measuredNanoseconds: Int? = nil,
        agreement: Double? = nil, miou: Double? = nil, folder: String,
        specJson: String
    ) {
        self.experimentId = experimentId
        self.trialId = trialId
        self.createdAt = Date()
        self.budget = budget
        self.timeBudget = timeBudget
        self.budgetScope = budgetScope
        self.deltaFrameMacs = deltaFrameMacs
        self.amortisedMacs = amortisedMacs
        self.predictedNanoseconds = predictedNanoseconds
        self.measuredNanoseconds = measuredNanoseconds
        self.agreement = agreement
        self.miou = miou
        self.folder = folder
        self.specJson = specJson
    }
}

extension DerivationRecord: ReadableRow, WritableRow {
    init(row: Row) throws {
        try row.requireCounts()
        id = try row.value("id")
        experimentId = try row.value("experiment_id")
        trialId = try row.value("trial_id")
        createdAt = try row.value("created_at")
        budget = try StoredBudget(row: row)
        timeBudget = try StoredTimeBudget(row: row)
        budgetScope = try row.enumeration("budget_scope")
        deltaFrameMacs = try row.value("delta_frame_macs")
        amortisedMacs = try row.value("amortised_macs")
        predictedNanoseconds = try row.value("predicted_nanoseconds")
        measuredNanoseconds = try row.value("measured_nanoseconds")
        agreement = try row.value("agreement")
        miou = try row.value("miou")
        folder = try row.value("folder")
        specJson = try row.value("spec_json")
    }

    func encode(to container: inout PersistenceContainer) {
        container["experiment_id"] = experimentId
        container["trial_id"] = trialId
        container["created_at"] = createdAt
        container["budget_text"] = budget?.text
        container["limit_macs"] = budget?.limitMacs
        container["time_budget_text"] = timeBudget?.text
        container["limit_nanoseconds"] = timeBudget?.limitNanoseconds
        container["budget_scope"] = budgetScope.rawValue
        container["delta_frame_macs"] = deltaFrameMacs
        container["amortised_macs"] = amortisedMacs
        container["predicted_nanoseconds"] = predictedNanoseconds
        container["measured_nanoseconds"] = measuredNanoseconds
        container["agreement"] = agreement
        container["miou"] = miou
        container["folder"] = folder
        container["spec_json"] = specJson
    }
}
