import DeltaSearch
import ExperimentStore
import Foundation
import Networks
import VideoData

extension FinetuneJob {
    /// A run as it is taken up, or begun.
    struct Start {
        var record: FinetuningRecord
        var lock: RunLock
        /// Checkpoints that had to be passed over, the latest first.
        var damaged: [FinetuneError] = []
    }

    /// Takes up the run that a command has left unfinished, at its last sound checkpoint, or begins one.
    ///
    /// - Throws: ``FinetuneError/noSoundCheckpoint(folder:_:)``, ``FinetuneError/inputChanged(_:path:folder:step:steps:)``
    ///   where the request would not have it begun anew; ``FinetuneError/busy``; ``StoreError``.
    static func start(
        _ new: NewFinetuning, _ unfinished: FinetuneRequest.Unfinished, _ run: Finetuning, _ runs: RunsFolder,
        _ database: ExperimentDatabase
    ) throws -> Start {
        let known = try database.unfinishedFinetuning(new.identity)
        if let known, unfinished != .beginAnew {
            try Folder.make(runs.file(known.runFolder))
            let lock = try Self.lock(runs.file(known.runFolder))
            var damaged: [FinetuneError] = []
            let checkpoint = lastSound(known, run, runs) { damaged.append($0) }
            if checkpoint == nil, !damaged.isEmpty, unfinished == .goOn {
                throw FinetuneError.noSoundCheckpoint(folder: new.folder, damaged)
            }
            // Only now: of a database that is older than its checkpoints, files that it does not know are all there is.
            removeStrays(known, runs)
            let record = try database.resume(
                finetuning: known.id, step: run.step, folder: new.folder, from: checkpoint)
            return Start(record: record, lock: lock, damaged: damaged)
        }
        let other = try database.unfinishedFinetuning(unlike: new)
        if let other, unfinished == .goOn {
            let isSpec = other.specSha256 != new.specSha256
            throw FinetuneError.inputChanged(
                isSpec ? .student : .data, path: isSpec ? new.specPath : new.dataText, folder: new.folder,
                step: other.step, steps: other.steps)
        }
        for given in [known, other].compactMap({ $0 }) {
            // Not while another process is at it.
            let lock = try? Self.lock(runs.file(given.runFolder))
            if lock == nil, FileManager.default.fileExists(atPath: runs.file(given.runFolder)) {
                throw FinetuneError.busy
            }
            try database.giveUp(finetuning: given.id)
            runs.remove(given.runFolder)
        }
        var new = new
        new.runFolder = try runs.makeFolder(for: "finetune-\(new.experiment)")
        do {
            let lock = try Self.lock(runs.file(new.runFolder))
            return Start(record: try database.startFinetuning(new), lock: lock)
        } catch {
            runs.remove(new.runFolder)
            throw error
        }
    }

    /// Keeps the steps that no checkpoint holds yet. The last two checkpoints are kept.
    func save(_ records: RunRecords) throws {
        guard run.step > savedStep else { return }
        try flush(records)
        let name = String(format: "%@/checkpoint-%06d.safetensors", record.runFolder, run.step)
        let bytes = FinetuneCheckpoint.file(run).serialized()
        let path = runs.file(name)
        try StoredFile.write(bytes, to: path, records.wait) {
            FinetuneError.unwritableCheckpoint(path: path, code: $0)
        }
        let sha256 = SHA256.hex(of: bytes)
        try records.add { [record, runs, step = run.step] in
            let old = try $0.recordCheckpoint(ofFinetuning: record.id, step: step, path: name, sha256: sha256)
            if let old { try? FileManager.default.removeItem(atPath: runs.file(old)) }
        }
        savedStep = run.step
        savedAt = .now
    }

    private static func lock(_ folder: String) throws -> RunLock {
        do throws(SearchJobError) {
            return try RunLock(folder: folder, experiment: "")
        } catch {
            guard case .busy = error else { throw error }
            throw FinetuneError.busy
        }
    }

    /// Removes what a process that was killed left in the run's folder: files cut off, or not recorded yet.
    private static func removeStrays(_ record: FinetuningRecord, _ runs: RunsFolder) {
        let kept = Set(record.checkpoints.map(\.path))
        let folder = runs.file(record.runFolder)
        for file in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where file.hasPrefix("checkpoint-") && !kept.contains("\(record.runFolder)/\(file)") {
            try? FileManager.default.removeItem(atPath: "\(folder)/\(file)")
        }
    }

    /// Brings a run to where its last sound checkpoint stands.
    ///
    /// - Parameter report: told of every later one that is damaged.
    /// - Returns: the checkpoint's file, by its name in the row; nil where there is none.
    private static func lastSound(
        _ record: FinetuningRecord, _ run: Finetuning, _ runs: RunsFolder, report: (FinetuneError) -> Void
    ) -> String? {
        for (name, sha256) in record.checkpoints {
            let path = runs.file(name)
            guard let damage = damage(path, sha256, run) else { return name }
            report(.damagedCheckpoint(path: path, part: damage))
        }
        return nil
    }

    /// Restores a run from a file.
    ///
    /// - Returns: what of the file is not as it was written; nil where all is, and the run stands there.
    private static func damage(_ path: String, _ sha256: String, _ run: Finetuning) -> String? {
        guard let bytes = try? StoredFile.read(path) else { return "file" }
        guard SHA256.hex(of: bytes) == sha256, let file = try? SafetensorsFile(bytes: bytes, path: path) else {
            return "SHA-256"
        }
        return FinetuneCheckpoint.restore(run, from: file)
    }
}
