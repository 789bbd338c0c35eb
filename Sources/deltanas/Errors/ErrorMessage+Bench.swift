import Experiments

extension ErrorMessage {
    init(_ error: PeerError) {
        switch error {
        case .noPython(let path, let code):
            self.init(
                .usage, at: "--peers", "no Python at \(path): \(Self.system(code))",
                remedy: "run scripts/bench --peers, which makes one, or add --python FILE")
        case .notPython(let path, let answer):
            self.init(
                .usage, at: "--python",
                "\(path) is no Python: asked for its version, it "
                    + (answer.isEmpty ? "said nothing" : "said '\(answer.prefix(200))'"),
                remedy: "give a Python with torch and onnxruntime, or run scripts/bench --peers, which makes one")
        case .interrupted(let code): self.init(BenchError.interrupted(exitCode: code))
        case .cannotStart(let peer, let path, let code):
            self.init(
                .usage, at: path, "\(peer) cannot be started: \(Self.system(code))",
                remedy: "check the path, or measure without --peers")
        case .failed(let peer, let code, let message):
            self.init(
                .usage, "\(peer) ended with exit code \(code)" + (message.isEmpty ? "" : ": \(message)"),
                remedy: "try it by itself, or measure without --peers")
        case .silent(let peer, let seconds):
            self.init(
                .usage, "\(peer) gave no answer for \(counted(seconds, "second"))",
                remedy: "try it by itself, or measure without --peers")
        case .malformed(let peer, let answer):
            self.init(
                .usage, "\(peer) gave an answer that is none: '\(answer.prefix(200))'",
                remedy: "check --python and --peer-script")
        }
    }

    init(_ error: BenchError) {
        switch error {
        case .interrupted(let code):
            self.init(.interrupted(code), "interrupted; nothing was kept", remedy: "run the command again")
        case .noMemoryFigure(let error): self.init(.internal, Self(error).cause, remedy: Self.report)
        }
    }
}
