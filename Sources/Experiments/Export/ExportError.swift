public import Networks

/// An export that cannot be made.
public enum ExportError: Error, Hashable, Sendable {
    /// An export lies there.
    case exists(String)
    /// Something that is no part of an export lies there.
    case foreignFile(String)
    /// More bytes of weights than a model file may have.
    case tooLarge(path: String, bytes: Int, limit: Int)
    /// The system refused.
    case unwritable(String, StoredFile.Failure)
    /// What was written does not compute what the engine does: the largest difference of scores over their range.
    case differs(spec: String, difference: Double, allowed: Double)
}
