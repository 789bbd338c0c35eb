import Networks

/// The same supernet written in PyTorch: a script that times its own steps, a process an invocation.
struct TorchPeer {
    let python: PeerPython
    let script: String
    let threads: Int
    let interruption: Interruption

    struct Result: Hashable {
        /// Median milliseconds of one step over all pairs.
        var milliseconds: Double
        /// Of the process, in MiB.
        var peakMemory: Double
    }

    var name: String { "PyTorch \(python.torch ?? "")" }

    /// The script holds `teacher` and at most seven separable students a site.
    static let mostCandidates = 8

    /// Memory layouts that the script can be timed in: with more than two candidates, `channels_last` corrupts memory in
    /// some versions of PyTorch.
    static func layouts(candidates: Int) -> [String] {
        candidates > 2 ? ["contiguous_format"] : ["channels_last", "contiguous_format"]
    }

    /// One invocation: a few steps, the first ones uncounted.
    ///
    /// Started by a shell that stays its parent: a process's peak memory counts what started it.
    ///
    /// - Throws: ``PeerError``.
    func step(candidates: Int, pairs: Int, input: Size, layout: String) throws(PeerError) -> Result {
        let child = try ChildProcess(
            name, "/bin/sh",
            [
                "-c", #""$@"; exit $?"#, "sh", python.path, script, "step", "--candidates", "\(candidates)", "--pairs",
                "\(pairs)", "--height", "\(input.height)", "--width", "\(input.width)", "--threads", "\(threads)",
                "--layout", layout,
            ], interruption)
        let lines = try child.finish()
        let answer = try PeerAnswer(lines.last ?? "", of: name)
        return Result(
            milliseconds: try answer.number("ms_median"), peakMemory: try answer.number("peak_rss_mib"))
    }
}
