/// A Python with the peers' packages.
public struct PeerPython: Sendable, Hashable {
    public let path: String
    public let version: String
    /// nil where PyTorch is not installed.
    public let torch: String?
    /// nil where ONNX Runtime is not installed.
    public let onnxRuntime: String?

    /// Prints the versions of Python and of the packages without loading these.
    private static let probe = """
        import importlib.metadata as m, json, platform
        def v(name):
            try: return m.version(name)
            except m.PackageNotFoundError: return None
        print(json.dumps({"python": platform.python_version(), "torch": v("torch"), "onnxruntime": v("onnxruntime")}))
        """

    init(path: String, version: String, torch: String?, onnxRuntime: String?) {
        self.path = path
        self.version = version
        self.torch = torch
        self.onnxRuntime = onnxRuntime
    }

    /// Asks a Python what it has.
    ///
    /// - Throws: ``PeerError/noPython(path:code:)`` where there is none; ``PeerError/notPython(path:answer:)``;
    ///   ``PeerError`` where it does not answer.
    public init(path: String, _ interruption: Interruption) throws(PeerError) {
        let child: ChildProcess
        do throws(PeerError) {
            child = try ChildProcess("Python", path, ["-c", Self.probe], interruption)
        } catch {
            guard case .cannotStart(_, _, let code) = error else { throw error }
            throw .noPython(path: path, code: code)
        }
        let lines = try child.finish(within: 120)
        guard let answer = try? PeerAnswer(lines.last ?? "", of: "Python"), let version = answer.string("python") else {
            throw .notPython(path: path, answer: lines.last ?? "")
        }
        self.init(
            path: path, version: version, torch: answer.string("torch"), onnxRuntime: answer.string("onnxruntime"))
    }
}
