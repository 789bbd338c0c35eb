public import Foundation
internal import GRDB

/// The index entry of a checkpoint file. The file is the truth, the row says where to look.
public struct CheckpointRecord: Hashable, Sendable, Codable, Identifiable {
    public let id: Int64
    public let trialId: Int64
    public let step: Int
    public let path: String
    public let sha256: String
    public let createdAt: Date
    /// Whether the file is meant to be there still: true for a trial's last two.
    public let isKept: Bool
}

extension CheckpointRecord: StoredRow {}
