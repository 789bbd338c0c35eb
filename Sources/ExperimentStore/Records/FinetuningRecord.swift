public import Foundation
internal import GRDB

/// A fine-tuning run of a derived student.
public struct FinetuningRecord: Hashable, Sendable, Codable, Identifiable {
    public let id: Int64
    /// SHA-256 of all that determines the result.
    public let identity: String
    public let status: TrialRecord.Status
    public let startedAt: Date
    public let finishedAt: Date?
    public let error: String?
    public let toolVersion: String
    public let revision: String
    public let commandLine: String
    public let host: String
    /// The experiment that the student was derived from, by its name in the spec.
    public let experiment: String
    public let specPath: String
    public let specSha256: String
    public let dataText: String
    public let dataSha256: String
    public let firstFrame: Int
    public let lastFrame: Int
    /// As SQLite keeps it: the same 64 bits.
    public let seed: Int64
    public let steps: Int
    public let settingsJson: String
    /// The run's folder beside the database.
    public let runFolder: String
    /// Steps that a checkpoint or a result holds.
    public let step: Int
    public let checkpointPath: String?
    public let checkpointSha256: String?
    /// The checkpoint before that one.
    public let earlierCheckpointPath: String?
    public let earlierCheckpointSha256: String?
    /// Whether another run was begun in its place.
    public let isGivenUp: Bool
    /// Of the result, on the held-back frames; settled weights have been trained on these too.
    public let agreement: Double?
    /// Where the student goes.
    public let folder: String
    /// The student that came of it; nil until then.
    public let specJson: String?
}

extension FinetuningRecord: StoredRow {
    /// The checkpoints whose files are kept, the last one first.
    public var checkpoints: [(path: String, sha256: String)] {
        zip(
            [checkpointPath, earlierCheckpointPath].compactMap { $0 },
            [checkpointSha256, earlierCheckpointSha256].compactMap { $0 }
        ).map { ($0, $1) }
    }
}

/// What is known of a fine-tuning run when it starts.
public struct NewFinetuning: Hashable, Sendable {
    public var identity: String
    public var toolVersion: String
    public var revision: String
    public var commandLine: String
    public var host: String
    public var experiment: String
    public var specPath: String
    public var specSha256: String
    public var dataText: String
    public var dataSha256: String
    public var frames: Range<Int>
    public var seed: UInt64
    public var steps: Int
    public var settingsJson: String
    public var runFolder: String
    public var folder: String

    public init(
        identity: String, toolVersion: String, revision: String, commandLine: String, host: String,
        experiment: String, specPath: String, specSha256: String, dataText: String, dataSha256: String,
        frames: Range<Int>, seed: UInt64, steps: Int, settingsJson: String, runFolder: String, folder: String
    ) {
        self.identity = identity
        self.toolVersion = toolVersion
        self.revision = revision
        self.commandLine = commandLine
        self.host = host
        self.experiment = experiment
        self.specPath = specPath
        self.specSha256 = specSha256
        self.dataText = dataText
        self.dataSha256 = dataSha256
        self.frames = frames
        self.seed = seed
        self.steps = steps
        self.settingsJson = settingsJson
        self.runFolder = runFolder
        self.folder = folder
    }
}
