public import Networks

/// What a delta frame takes on one machine, as a sum: `frame = rest + Σ_s candidate_s`, in nanoseconds.
///
/// Measured inside whole frames (caches and neighbours as they are), so that the sum predicts what an assembly takes.
/// Valid for one machine, one build, one teacher, one input size and one number of threads.
public struct LatencyTable: Hashable, Sendable {
    /// The machine, by its processor's name and the libraries that ran.
    public var device: String
    /// Threads that one frame uses.
    public var threads: Int
    /// Height and width of a frame.
    public var input: Size
    /// The teacher on a frame.
    public var teacherNanoseconds: Int
    /// What a delta frame takes whatever is chosen: subtraction, activations, resizing, fixed convolutions.
    public var restNanoseconds: Int
    /// Site name, then candidate, as it is spelt in specs.
    public var sites: [String: [String: Int]]

    public init(
        device: String, threads: Int, input: Size, teacherNanoseconds: Int, restNanoseconds: Int,
        sites: [String: [String: Int]]
    ) {
        self.device = device
        self.threads = threads
        self.input = input
        self.teacherNanoseconds = teacherNanoseconds
        self.restNanoseconds = restNanoseconds
        self.sites = sites
    }

    /// A candidate's nanoseconds at a site; nil where it was not measured.
    public func nanoseconds(site: String, candidate: Candidate) -> Int? { sites[site]?[candidate.description] }
}
