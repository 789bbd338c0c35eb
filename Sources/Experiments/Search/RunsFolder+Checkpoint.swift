import DeltaSearch
import ExperimentStore
import Foundation
import Networks
import VideoData

extension RunsFolder {
    /// A checkpoint as its row says it was written.
    ///
    /// - Throws: ``SearchJobError/damagedCheckpoint(experiment:path:_:)``.
    func checkpoint(
        _ record: CheckpointRecord, of experiment: String
    ) throws(SearchJobError) -> SearchCheckpoint {
        let path = file(record.path)
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
