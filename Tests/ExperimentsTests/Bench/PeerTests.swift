import Foundation
import Networks
import StudentSpace
import Testing

@testable import Experiments

/// The protocol with peers, against shell scripts that play them.
@Suite struct PeerTests {
    private let folder = FakePeers()
    private let interruption = Interruption()

    private func python(_ torch: String? = "9.8") -> PeerPython {
        PeerPython(path: folder.shell, version: "3", torch: torch, onnxRuntime: "1.2.3")
    }

    @Test func aPythonSaysWhatItHas() throws {
        let path = try folder.program(
            "python", #"[ "$1" = -c ] && echo '{"python": "3.11", "torch": null, "onnxruntime": "1.31"}'"#)
        let python = try PeerPython(path: path, interruption)
        #expect(python.version == "3.11")
        #expect(python.torch == nil)
        #expect(python.onnxRuntime == "1.31")
    }

    @Test func noPythonIsAnErrorWithItsPath() {
        let path = folder.path + "/nothing"
        #expect(throws: PeerError.noPython(path: path, code: ENOENT)) { try PeerPython(path: path, interruption) }
    }

    @Test func somethingElseThanAPythonIsAnError() throws {
        let path = try folder.program("python", "echo hello")
        #expect(throws: PeerError.notPython(path: path, answer: "hello")) { try PeerPython(path: path, interruption) }
        let silent = try folder.program("silent", "exit 0")
        #expect(throws: PeerError.notPython(path: silent, answer: "")) { try PeerPython(path: silent, interruption) }
    }

    @Test func onnxRuntimeAnswersTurnByTurn() throws {
        let script = try folder.file(
            "driver",
            """
            echo '{"ready": true}'
            while read -r word count; do
                [ "$word" = run ] || exit 3
                echo "{\\"ms\\": [$count, 0.5, $3]}"
            done
            """)
        let peer = try OnnxRuntimePeer(python(), script: script, model: "model.onnx", threads: 4, interruption)
        #expect(peer.name == "ONNX Runtime 1.2.3")
        #expect(try peer.run(5) == [5, 0.5, 4])
        #expect(try peer.run(7) == [7, 0.5, 4])
    }

    @Test func aPeerThatDiesSaysWhy() throws {
        let atOnce = try folder.file("atonce", "echo >&2; echo 'no such model' >&2; echo '  ' >&2; exit 7")
        let name = "ONNX Runtime 1.2.3"
        #expect(throws: PeerError.failed(peer: name, code: 7, message: "no such model")) {
            try OnnxRuntimePeer(python(), script: atOnce, model: "m", threads: 1, interruption)
        }
        let later = try folder.file("later", #"echo '{"ready": true}'; read -r line; kill -9 $$"#)
        let peer = try OnnxRuntimePeer(python(), script: later, model: "m", threads: 1, interruption)
        #expect(throws: PeerError.failed(peer: name, code: 137, message: "")) { try peer.run(1) }
        // And again: writing to it is no signal for us.
        #expect(throws: PeerError.failed(peer: name, code: 137, message: "")) { try peer.run(1) }
    }

    @Test func answersThatAreNoneAreErrors() throws {
        for answer in ["", "hello", "[1]", #"{"ms": 3}"#, #"{"ms": [1, "x"]}"#] {
            let script = try folder.file("odd", "echo '{}'; read -r line; echo '\(answer)'; read -r line")
            let peer = try OnnxRuntimePeer(python(), script: script, model: "m", threads: 1, interruption)
            #expect(throws: PeerError.malformed(peer: peer.name, answer: answer)) { try peer.run(1) }
        }
    }

    @Test func silenceEnds() throws {
        let child = try ChildProcess("mute", "/bin/sh", ["-c", "read -r line"], interruption)
        #expect(throws: PeerError.silent(peer: "mute", seconds: 0)) { try child.line(within: 0) }
    }

    /// A signal may reach any thread: who waits for a peer looks for itself.
    @Test func aStopEndsTheWait() throws {
        let mute = try ChildProcess("mute", "/bin/sh", ["-c", "exec sleep 1000"], interruption)
        let closed = try ChildProcess("closed", "/bin/sh", ["-c", "exec >&-; exec sleep 1000"], interruption)
        interruption.request()
        #expect(throws: PeerError.interrupted(exitCode: 130)) { try mute.line() }
        #expect(throws: PeerError.interrupted(exitCode: 130)) { try closed.finish() }
    }

    @Test func aChildLeavesNoProcessBehind() throws {
        var child: ChildProcess? = try ChildProcess(
            "sleeper", "/bin/sh", ["-c", "echo $$; exec sleep 1000"], interruption)
        let said = try child?.line() ?? ""
        let process = try #require(pid_t(said))
        #expect(kill(process, 0) == 0)
        child = nil
        #expect(kill(process, 0) != 0)
    }

    @Test func pyTorchIsAskedForTheSameWork() throws {
        let log = folder.path + "/arguments"
        let script = try folder.file(
            "torch",
            "echo \"$@\" > \(log); echo noise; echo '{\"ms_median\": 290.5, \"peak_rss_mib\": 1199, \"threads\": 4}'")
        let torch = TorchPeer(python: python(), script: script, threads: 4, interruption: interruption)
        #expect(torch.name == "PyTorch 9.8")
        let result = try torch.step(
            candidates: 8, pairs: 2, input: Size(height: 256, width: 512), layout: "contiguous_format")
        #expect(result == TorchPeer.Result(milliseconds: 290.5, peakMemory: 1199))
        let arguments = try String(contentsOfFile: log, encoding: .utf8)
        #expect(
            arguments
                == "step --candidates 8 --pairs 2 --height 256 --width 512 --threads 4 --layout contiguous_format\n")
    }

    @Test func layoutsThatCorruptMemoryAreNotTimed() {
        #expect(TorchPeer.layouts(candidates: 2) == ["channels_last", "contiguous_format"])
        #expect(TorchPeer.layouts(candidates: 3) == ["contiguous_format"])
        #expect(TorchPeer.layouts(candidates: 8) == ["contiguous_format"])
    }

    @Test func aPeerThatFailedTakesNoMoreTurns() {
        var turns = 0
        let failure = PeerError.failed(peer: "p", code: 1, message: "")
        let side = PeerSide { () throws(PeerError) in
            turns += 1
            if turns == 2 { throw failure }
            return [1]
        }
        #expect((0..<4).map { _ in side.turn() } == [[1], [], [], []])
        #expect(turns == 2)
        #expect(throws: BenchNote.peerFailed(failure)) { try side.outcome(BenchSamples([1])).get() }
    }
}

/// A folder of scripts; `sh` plays the Python that runs them.
private final class FakePeers: Sendable {
    let path = FileManager.default.temporaryDirectory.path + "/fake-peers-" + UUID().uuidString
    let shell = "/bin/sh"

    init() { try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ text: String) throws -> String {
        // Not inherited by what other tests start meanwhile: a program that is open for writing cannot be run.
        try DocumentFile.replace("\(path)/\(name)", with: Array(text.utf8))
        return "\(path)/\(name)"
    }

    func program(_ name: String, _ text: String) throws -> String {
        let file = try file(name, "#!/bin/sh\n" + text + "\n")
        chmod(file, 0o755)
        return file
    }
}
