/// Why a figure of a row is missing, or what is to be known of it.
public enum BenchNote: Error, Sendable, Hashable {
    /// The peer ended, or said nothing that makes sense.
    case peerFailed(PeerError)
    /// A file that the peer or the row needs is not there.
    case missingFile(String)
    /// A package that the Python lacks.
    case missingPackage(String)
    /// The peer has no supernet of this many candidates.
    case tooManyCandidates(Int, most: Int)
}
