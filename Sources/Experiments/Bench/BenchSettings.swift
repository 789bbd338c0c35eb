import Foundation

/// What a benchmark run is asked for.
public struct BenchSettings: Sendable, Hashable {
    /// What to measure.
    public var names: [BenchName]
    /// All cores, as far as this run is concerned.
    public var threads: Int
    /// Turns of each side; nil: as many as each row takes by itself.
    public var rounds: Int?
    /// Measures the peers beside us, in this Python; nil: no peers.
    public var python: String?
    /// The PyTorch supernet.
    public var peerScript: String
    /// The folder with the shared teacher and clip, if it is there.
    public var sharedFolder: String
    /// The space whose teacher, data and candidates rows use.
    public var spacePath: String

    /// Everything as it lies in this tool's checkout.
    ///
    /// - Parameter shared: nil: `shared` beside the checkout.
    public init(
        names: [BenchName] = BenchName.allCases, threads: Int, rounds: Int? = nil, python: String? = nil,
        peerScript: String? = nil, shared: String? = nil, project: String = ProjectFolder.path
    ) {
        self.names = names
        self.threads = threads
        self.rounds = rounds
        self.python = python
        sharedFolder = shared ?? SearchInputs.absolute(project + "/../shared")
        self.peerScript = peerScript ?? sharedFolder + "/peer/torch_delta.py"
        spacePath = project + "/searchspaces/ddrnet.json"
    }
}

/// The checkout that this tool was built in.
public enum ProjectFolder {
    /// The nearest folder above the program that holds the default search space, else the working directory.
    public static let path: String = {
        var folder = (executable as NSString).deletingLastPathComponent
        while folder != "/", !folder.isEmpty {
            if FileManager.default.fileExists(atPath: folder + "/searchspaces/ddrnet.json") { return folder }
            folder = (folder as NSString).deletingLastPathComponent
        }
        return FileManager.default.currentDirectoryPath
    }()

    /// This program.
    static let executable: String =
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]

    /// Where `scripts/bench` keeps a Python with the peers.
    public static let python = path + "/.build/bench-python/bin/python"
}
