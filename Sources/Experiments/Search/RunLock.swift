import Foundation

/// Keeps two processes from one run of fine-tuning: an advisory lock on a file of its folder, which the system lets go
/// of however the process ends.
final class RunLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``SearchJobError/busy(experiment:)`` while another process runs the experiment.
    init(folder: String, experiment: String) throws(SearchJobError) {
        let path = folder + "/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .folder(folder, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EWOULDBLOCK ? .busy(experiment: experiment, owners: []) : .folder(folder, code: code)
        }
    }

    deinit { close(descriptor) }
}
