public import DeltaSearch
public import StudentSpace

/// What latencies are asked for: a teacher, the candidates of a space, and the threads that a frame gets.
public struct LatencySubject: Sendable {
    /// The input size, the sites and their candidates.
    public var resolved: ResolvedSpace
    /// The teacher's weights.
    public var weightsPath: String
    public var teacherSHA256: String
    /// Threads that one frame uses.
    public var threads: Int

    public init(resolved: ResolvedSpace, weightsPath: String, teacherSHA256: String, threads: Int) {
        self.resolved = resolved
        self.weightsPath = weightsPath
        self.teacherSHA256 = teacherSHA256
        self.threads = threads
    }
}

/// Where latencies come from.
public protocol LatencySource: Sendable {
    /// The times of every candidate on this machine: looked up; measured, and kept, where any is missing.
    func table(for subject: LatencySubject, _ observer: SearchSession.Observer) throws -> LatencyTable

    /// The same, looked up only; nil where any is missing. Loads no weights.
    func knownTable(for subject: LatencySubject) throws -> LatencyTable?

    /// A way to time whole students under the same conditions.
    func timing(for subject: LatencySubject) throws -> any FrameTiming
}
