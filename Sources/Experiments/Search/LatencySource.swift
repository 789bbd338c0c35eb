public import DeltaSearch
public import StudentSpace

/// What latencies are asked for: the candidates of a space, and the threads that a frame gets. Weights do not matter to
/// them.
public struct LatencySubject: Sendable {
    /// The input size, the sites and their candidates.
    public var resolved: ResolvedSpace
    /// Threads that one frame uses.
    public var threads: Int

    public init(resolved: ResolvedSpace, threads: Int) {
        self.resolved = resolved
        self.threads = threads
    }
}

/// Where latencies come from.
public protocol LatencySource: Sendable {
    /// The times of every candidate on this machine: looked up; measured, and kept, where any is missing.
    func table(for subject: LatencySubject, _ observer: SearchSession.Observer) throws -> LatencyTable

    /// The same, looked up only; nil where any is missing.
    func knownTable(for subject: LatencySubject) throws -> LatencyTable?

    /// A way to time whole students under the same conditions.
    func timing(for subject: LatencySubject) throws -> any FrameTiming
}
