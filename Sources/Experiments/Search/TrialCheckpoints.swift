import DeltaSearch
import ExperimentStore
import Foundation
import Networks
import VideoData

/// The checkpoints of one trial: files in the experiment's folder, and the rows that say which of them count.
///
/// A file has a name of its own, which carries the serial of the lease that it was written under, and is complete before its
/// row is: whenever the process ends, every row names a file with the bytes whose SHA-256 it carries.
struct TrialCheckpoints {
    /// How far a search is.
    enum Stage: String {
        case underway = ""
        /// The choice is made; its weights settle.
        case chosen = "-chosen"
        case final = "-final"
    }

    let database: ExperimentDatabase
    let trial: Int64
    /// As errors call it.
    let experiment: String
    let runs: RunsFolder
    /// The trial's, by its name in ``runs``.
    let folder: String
    /// What the trial is held by.
    let lease: TrialLease

    /// Writes a checkpoint; those before the last two go.
    ///
    /// Without room on the disk the run waits. Its row may come later: until then the checkpoints before are the ones.
    ///
    /// - Throws: ``SearchJobError/unwritableCheckpoint(experiment:database:path:code:)``, ``Interrupted``.
    func write(_ checkpoint: SearchCheckpoint, step: Int, _ stage: Stage, _ records: RunRecords) throws {
        let name = String(format: "%@/checkpoint-%06d%@.%d.safetensors", folder, step, stage.rawValue, lease.serial)
        let path = runs.file(name)
        let bytes = checkpoint.file.serialized()
        do {
            try StoredFile.write(bytes, to: path, records.wait) {
                SearchJobError.unwritableCheckpoint(
                    experiment: experiment, database: database.path, path: path, code: $0)
            }
        } catch {
            // Who has taken the trial over clears its folder.
            try database.renew(lease)
            throw error
        }
        let sha256 = SHA256.hex(of: bytes)
        try records.add { [self] database in
            do {
                let replaced = try database.keptCheckpoints(of: trial).filter { $0.step == step }.map(\.path)
                let stale = try database.recordCheckpoint(of: trial, step: step, path: name, sha256: sha256)
                for file in replaced + stale where file != name {
                    try? FileManager.default.removeItem(atPath: runs.file(file))
                }
            } catch let error as StoreError {
                // A file of somebody who has lost the trial is nobody's.
                if case .leaseLost = error { try? FileManager.default.removeItem(atPath: path) }
                throw error
            }
        }
    }

    /// Removes what a process that was killed left in the trial's folder: files cut off, or not recorded yet.
    func removeStrays() throws {
        let kept = Set(try database.keptCheckpoints(of: trial).map(\.path))
        for file in (try? FileManager.default.contentsOfDirectory(atPath: runs.file(folder))) ?? []
        where file.hasPrefix("checkpoint-") && !kept.contains("\(folder)/\(file)") {
            try? FileManager.default.removeItem(atPath: runs.file("\(folder)/\(file)"))
        }
    }

    /// The last checkpoint whose file is sound; nil where there is none.
    ///
    /// - Parameter report: told of every later one whose file is not.
    func lastSound(
        report: (SearchJobError) throws -> Void
    ) throws -> (record: CheckpointRecord, checkpoint: SearchCheckpoint)? {
        for record in try database.keptCheckpoints(of: trial) {
            do throws(SearchJobError) {
                return (record, try runs.checkpoint(record, of: experiment))
            } catch {
                try report(error)
            }
        }
        return nil
    }
}
