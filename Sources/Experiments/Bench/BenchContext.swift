import Compute
import Foundation

/// What every row of one run shares: settings, inputs, peers, and who is told of the progress.
final class BenchContext {
    let settings: BenchSettings
    let inputs: BenchInputs
    let python: PeerPython?
    let students: BenchStudents
    private let meter: ProgressMeter
    let interruption: Interruption

    init(
        _ settings: BenchSettings, python: PeerPython?, _ meter: ProgressMeter, _ interruption: Interruption
    ) {
        self.settings = settings
        self.python = python
        self.meter = meter
        self.interruption = interruption
        inputs = BenchInputs(settings)
        students = BenchStudents(settings, inputs, interruption)
    }

    var pool: WorkerPool { WorkerPool(count: settings.threads) }

    func note(_ text: String) { meter.note(text) }

    /// - Throws: ``BenchError/interrupted(exitCode:)`` once a stop was asked for.
    func check() throws(BenchError) {
        if interruption.isRequested { throw .interrupted(exitCode: interruption.exitCode) }
    }

    /// Lets sides take turns, as many rounds as asked for.
    func contest(_ name: BenchName, _ sides: [Contest.Side]) throws -> [BenchSamples] {
        let rounds = settings.rounds ?? name.rounds
        try check()
        meter.begin(name.rawValue, total: rounds * sides.count)
        defer { meter.end() }
        return try Contest.run(sides, rounds: rounds) { done in
            meter.update(done)
            try check()
        }
    }

    /// The PyTorch supernet; a note where it cannot run, nil where no peers are wanted.
    var torch: Result<TorchPeer, BenchNote>? {
        guard let python else { return nil }
        guard python.torch != nil else { return .failure(.missingPackage("torch")) }
        guard FileManager.default.fileExists(atPath: settings.peerScript) else {
            return .failure(.missingFile(settings.peerScript))
        }
        return .success(
            TorchPeer(
                python: python, script: settings.peerScript, threads: settings.threads, interruption: interruption))
    }

    /// The teacher in ONNX Runtime; a note where it cannot run, nil where no peers are wanted.
    func onnxRuntime(threads: Int) -> Result<OnnxRuntimePeer, BenchNote>? {
        guard let python else { return nil }
        guard python.onnxRuntime != nil else { return .failure(.missingPackage("onnxruntime")) }
        let script = ProjectFolder.path + "/scripts/peers/onnxruntime_forward.py"
        for file in [inputs.onnxPath, script] where !FileManager.default.fileExists(atPath: file) {
            return .failure(.missingFile(file))
        }
        return Result { () throws(PeerError) in
            try OnnxRuntimePeer(python, script: script, model: inputs.onnxPath, threads: threads, interruption)
        }.mapError { .peerFailed($0) }
    }
}

/// A benchmark that came to no end.
public enum BenchError: Error, Hashable, Sendable {
    case interrupted(exitCode: Int32)
    /// The process that measures memory did not say how much it used.
    case noMemoryFigure(PeerError)
}
