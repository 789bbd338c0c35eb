/// The teacher in ONNX Runtime: one process that stays, so that its runs take turns with ours.
///
/// Protocol, a line each way: it prints `{"ready": true}`; for `run N` it runs once uncounted and N times on the clock
/// and prints `{"ms": [...]}`; at the end of its input it leaves.
final class OnnxRuntimePeer {
    let name: String
    private let child: ChildProcess

    /// - Parameters:
    ///   - script: the driver, `scripts/peers/onnxruntime_forward.py`.
    ///   - model: the teacher as an ONNX file.
    /// - Throws: ``PeerError``.
    init(
        _ python: PeerPython, script: String, model: String, threads: Int, _ interruption: Interruption
    ) throws(PeerError) {
        name = "ONNX Runtime \(python.onnxRuntime ?? "")"
        child = try ChildProcess(name, python.path, [script, model, "--threads", "\(threads)"], interruption)
        _ = try PeerAnswer(child.line(within: 120), of: name)
    }

    /// Milliseconds of `count` runs.
    ///
    /// - Throws: ``PeerError``.
    func run(_ count: Int) throws(PeerError) -> [Double] {
        try child.send("run \(count)")
        return try PeerAnswer(child.line(), of: name).numbers("ms")
    }
}
