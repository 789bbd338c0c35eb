/// Why a peer could not be measured.
public enum PeerError: Error, Hashable, Sendable {
    /// `--peers` without a Python that runs.
    case noPython(path: String, code: Int32)
    /// `--python` with a program that answers as no Python does.
    case notPython(path: String, answer: String)
    /// Someone asked for a stop while we waited.
    case interrupted(exitCode: Int32)
    /// The program could not be started; `code` is the system's `errno`.
    case cannotStart(peer: String, path: String, code: Int32)
    /// It ended with an exit code other than 0, or before it answered; `message` is the last it said.
    case failed(peer: String, code: Int32, message: String)
    /// No answer came in time.
    case silent(peer: String, seconds: Int)
    /// An answer that is none.
    case malformed(peer: String, answer: String)
}
