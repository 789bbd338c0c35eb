internal import GRDB

/// Under which conditions a table of latencies holds: with any of them changed it is another table.
public struct LatencyConditions: Hashable, Sendable, Codable {
    /// The processor's name.
    public var processor: String
    /// Cores that the process may use.
    public var cores: Int
    /// The library that runs the networks' primitives, with its version and instruction set.
    public var library: String
    /// The build of this tool, as a digest.
    public var build: String
    /// Threads that one frame uses.
    public var threads: Int
    /// The teacher's architecture by name: its weights take no time.
    public var architecture: String
    public var classes: Int
    public var inputHeight: Int
    public var inputWidth: Int

    public init(
        processor: String, cores: Int, library: String, build: String, threads: Int, architecture: String, classes: Int,
        inputHeight: Int, inputWidth: Int
    ) {
        self.processor = processor
        self.cores = cores
        self.library = library
        self.build = build
        self.threads = threads
        self.architecture = architecture
        self.classes = classes
        self.inputHeight = inputHeight
        self.inputWidth = inputWidth
    }
}

extension LatencyConditions: StoredRow {}
