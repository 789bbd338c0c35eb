public import Foundation
internal import GRDB

/// Something that happened during an experiment and that a reader should know of.
public struct EventRecord: Hashable, Sendable, Codable, Identifiable {
    public enum Level: String, Hashable, Sendable, Codable, CaseIterable {
        case info
        case warning
        case error
    }

    public let id: Int64
    public let experimentId: Int64
    public let trialId: Int64?
    public let at: Date
    public let level: Level
    public let message: String
}

extension EventRecord: StoredRow {}
