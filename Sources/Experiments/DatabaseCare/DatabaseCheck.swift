import DeltaSearch
public import ExperimentStore
import Foundation
import Networks
import VideoData

/// `deltanas db check`: whether a database, and the files that its rows speak of, are what they were when they were written.
public struct DatabaseCheck: Sendable {
    /// Something that is not.
    public struct Finding: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            /// The database file itself.
            case database
            /// A checkpoint that a run would go on from, or that students are cut out of.
            case checkpoint
        }

        public var kind: Kind
        /// The experiment or run that it matters to; nil for the file itself.
        public var experiment: String?
        public var path: String
        public var text: String
    }

    public private(set) var findings: [Finding] = []
    /// How many checkpoint files were read.
    public private(set) var checkpoints = 0

    public var isSound: Bool { findings.isEmpty }

    /// - Parameter meter: shows how many files are read.
    /// - Throws: ``StoreError`` where the database cannot be read at all; ``Interrupted``.
    public init(
        _ database: ExperimentDatabase, _ meter: ProgressMeter, _ interruption: Interruption, command: String
    ) throws {
        findings = try database.damages().map {
            Finding(kind: .database, experiment: nil, path: database.path, text: $0)
        }
        // Rows of a damaged file may not be readable; that is found already.
        let files: [File]
        do {
            files = try Self.files(database)
        } catch StoreError.corrupt(_, let detail) where !findings.isEmpty {
            findings.append(Finding(kind: .database, experiment: nil, path: database.path, text: detail))
            return
        }
        meter.begin("checkpoints", total: files.count)
        for (index, file) in files.enumerated() {
            if interruption.isRequested {
                throw Interrupted(exitCode: interruption.exitCode, resumeCommand: command)
            }
            checkpoints += 1
            if let text = file.damage {
                findings.append(
                    Finding(kind: .checkpoint, experiment: file.experiment, path: file.path, text: text))
            }
            meter.update(index + 1)
        }
        meter.end()
    }

    /// A file and the digest that its row has of it.
    private struct File {
        var experiment: String
        var path: String
        var sha256: String

        /// What is wrong with it; nil where nothing is.
        var damage: String? {
            guard FileManager.default.fileExists(atPath: path) else { return "is gone" }
            guard let found = try? SHA256.hex(ofFile: path) else { return "cannot be read" }
            return found == sha256 ? nil : "is not what was written (SHA-256 \(found), recorded \(sha256))"
        }
    }

    private static func files(_ database: ExperimentDatabase) throws -> [File] {
        let runs = RunsFolder(databasePath: database.path)
        var files: [File] = []
        for experiment in try database.experiments() {
            for trial in try database.trials(of: experiment) {
                files += try database.keptCheckpoints(of: trial.id).map {
                    File(experiment: experiment.name, path: runs.file($0.path), sha256: $0.sha256)
                }
            }
        }
        files += try database.finetunings().flatMap { run in
            run.checkpoints.map { File(experiment: run.experiment, path: runs.file($0.path), sha256: $0.sha256) }
        }
        return files
    }
}
