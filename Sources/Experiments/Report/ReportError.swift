public import Networks

/// Why a report could not be written.
public enum ReportError: Error, Hashable, Sendable {
    /// There is something at its place that is no page.
    case foreignFile(String)
    /// The system refused.
    case unwritable(String, StoredFile.Failure)
}
