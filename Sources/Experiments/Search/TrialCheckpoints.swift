import DeltaSearch
import ExperimentStore
import Foundation
import Networks
import VideoData

/// The checkpoints of one trial: files in the experiment's folder, and the rows that say which of them count.
///
/// A file has a name of its own and is complete before its row is: whenever the process ends, every row names a file
/// with the bytes whose SHA-256 it carries.
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

    /// Writes a checkpoint; those before the last two go.
    ///
    /// - Parameter folder: the experiment's, by its name in `runs`.
    /// - Throws: ``SearchJobError/unwritableCheckpoint(experiment:database:path:code:)``.
    func write(_ checkpoint: SearchCheckpoint, step: Int, _ stage: Stage, in folder: String) throws {
        let name = String(format: "%@/checkpoint-%06d%@.safetensors", folder, step, stage.rawValue)
        let path = runs.file(name)
        let bytes = checkpoint.file.serialized()
        do throws(StoredFile.Failure) {
            try StoredFile.write(bytes, to: path)
        } catch {
            let code = if case .system(_, let code) = error { code } else { EIO }
            throw SearchJobError.unwritableCheckpoint(
                experiment: experiment, database: database.path, path: path, code: code)
        }
        let replaced = try database.keptCheckpoints(of: trial).filter { $0.step == step }.map(\.path)
        let stale = try database.recordCheckpoint(of: trial, step: step, path: name, sha256: SHA256.hex(of: bytes))
        for file in replaced + stale where file != name { try? FileManager.default.removeItem(atPath: runs.file(file)) }
    }

    /// Removes what a process that was killed left in the experiment's folder: files cut off, or not recorded yet.
    func removeStrays(in folder: String) throws {
        let kept = Set(try database.keptCheckpoints(of: trial).map(\.path))
        for file in (try? FileManager.default.contentsOfDirectory(atPath: runs.file(folder))) ?? []
        where file.hasPrefix("checkpoint-") && !kept.contains("\(folder)/\(file)") {
            try? FileManager.default.removeItem(atPath: runs.file("\(folder)/\(file)"))
        }
    }

    /// The last checkpoint whose file is sound; nil where there is none at all.
    ///
    /// - Parameter report: told of every later one whose file is not.
    /// - Throws: ``SearchJobError/damagedCheckpoint(experiment:path:_:)`` where there are some and all are damaged.
    func lastSound(
        report: (SearchJobError) throws -> Void
    ) throws -> (record: CheckpointRecord, checkpoint: SearchCheckpoint)? {
        var damage: SearchJobError?
        for record in try database.keptCheckpoints(of: trial) {
            do throws(SearchJobError) {
                return (record, try read(record))
            } catch {
                try report(error)
                damage = damage ?? error
            }
        }
        if let damage { throw damage }
        return nil
    }

    /// - Throws: ``SearchJobError/damagedCheckpoint(experiment:path:_:)``.
    func read(_ record: CheckpointRecord) throws(SearchJobError) -> SearchCheckpoint {
        let path = runs.file(record.path)
        func damaged(_ damage: SearchJobError.Damage) -> SearchJobError {
            .damagedCheckpoint(experiment: experiment, path: path, damage)
        }
        let bytes: [UInt8]
        do throws(StoredFile.Failure) {
            bytes = try StoredFile.read(path)
        } catch {
            guard case .system(_, let code) = error else { throw damaged(.unreadable(code: EISDIR)) }
            throw damaged(code == ENOENT || code == ENOTDIR ? .missing : .unreadable(code: code))
        }
        guard SHA256.hex(of: bytes) == record.sha256 else { throw damaged(.altered) }
        do {
            return try SearchCheckpoint(SafetensorsFile(bytes: bytes, path: path))
        } catch let misfit as SearchCheckpoint.Misfit {
            throw damaged(.foreign(part: misfit.part))
        } catch {
            throw damaged(.altered)
        }
    }
}
