public import Foundation
internal import GRDB

/// A student of one budget, scored.
public struct ParetoPointRecord: Hashable, Sendable, Codable {
    /// The experiment whose candidates the student is made of.
    public var experimentId: Int64
    /// SHA-256 of all that determines the scores.
    public var identity: String
    public var createdAt: Date
    public var toolVersion: String
    public var revision: String
    /// Whose: an experiment's name, or a strategy's that chose among its candidates.
    public var series: String
    public var isBaseline: Bool
    /// 0: not fine-tuned.
    public var finetuneSteps: Int
    /// Of fine-tuning, as SQLite keeps it: the same 64 bits.
    public var seed: Int64
    public var budgetText: String
    /// What the budget comes to, amortised.
    public var limitMacs: Int
    public var keyframeInterval: Int
    public var dataText: String
    public var dataSha256: String
    public var firstFrame: Int
    public var lastFrame: Int
    public var teacherMacs: Int
    public var deltaFrameMacs: Int
    public var amortisedMacs: Int
    /// Share of pixels whose class is the teacher's.
    public var agreement: Double?
    public var miou: Double?
    public var teacherMiou: Double?
    /// nil: the student was not written.
    public var specPath: String?
    public var specSha256: String?

    public init(
        experimentId: Int64, identity: String, toolVersion: String, revision: String, series: String,
        isBaseline: Bool, finetuneSteps: Int, seed: UInt64, budgetText: String, limitMacs: Int, keyframeInterval: Int,
        dataText: String, dataSha256: String, frames: Range<Int>, teacherMacs: Int, deltaFrameMacs: Int,
        amortisedMacs: Int, agreement: Double?, miou: Double?, teacherMiou: Double?,
        spec: (path: String, sha256: String)?
    ) {
        self.experimentId = experimentId
        self.identity = identity
        createdAt = Date()
        self.toolVersion = toolVersion
        self.revision = revision
        self.series = series
        self.isBaseline = isBaseline
        self.finetuneSteps = finetuneSteps
        self.seed = Int64(bitPattern: seed)
        self.budgetText = budgetText
        self.limitMacs = limitMacs
        self.keyframeInterval = keyframeInterval
        self.dataText = dataText
        self.dataSha256 = dataSha256
        firstFrame = frames.lowerBound
        lastFrame = frames.upperBound - 1
        self.teacherMacs = teacherMacs
        self.deltaFrameMacs = deltaFrameMacs
        self.amortisedMacs = amortisedMacs
        self.agreement = agreement
        self.miou = miou
        self.teacherMiou = teacherMiou
        specPath = spec?.path
        specSha256 = spec?.sha256
    }
}

extension ParetoPointRecord: StoredRow {}
