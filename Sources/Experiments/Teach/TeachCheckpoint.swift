import Compute
import Networks
import Training

/// A training run on disk: parameters, optimiser state and the step, in one safetensors file.
///
/// Samples are drawn from streams named by step, so that the step is all a resumed run needs of its randomness.
enum TeachCheckpoint {
    private static let prefix = "parameter."

    /// - Parameter wait: what to do without room on the disk; nil: fail.
    static func write(
        _ run: TeachingRun, settings: String, data: [String], to path: String, _ wait: RoomWait?
    ) throws {
        var file = SafetensorsFile(metadata: [
            "format": "deltanas.teach/1", "step": "\(run.step)", "settings": settings,
            "data": data.joined(separator: " "),
        ])
        let parameters = run.store.parameters
        for name in parameters.names {
            let value = parameters.value(name)
            file.append(.init(name: prefix + name, shape: value.shape, value.values))
        }
        for (name, values) in run.optimizer.state {
            file.append(.init(name: name, shape: [values.count], values.withUnsafeBufferPointer { Array($0) }))
        }
        try StoredFile.write(file.serialized(), to: path, wait) {
            SafetensorsError(path: path, problem: .system(call: "write", code: $0))
        }
    }

    /// Brings a run to where the checkpoint stands.
    ///
    /// - Parameter data: names and digests of the sources.
    /// - Throws: ``TeachError/otherSettings(_:checkpoint:run:)``, ``TeachError/dataChanged(_:source:)``,
    ///   ``TeachError/notACheckpoint(_:)``; ``SafetensorsError``.
    static func restore(
        _ run: TeachingRun, settings: String, data: [(name: String, sha256: String)], from path: String
    ) throws {
        let file = try SafetensorsFile(contentsOf: path)
        guard file.metadata["format"] == "deltanas.teach/1", let step = file.metadata["step"].flatMap(Int.init),
            step >= 0
        else { throw TeachError.notACheckpoint(path) }
        guard file.metadata["settings"] == settings else {
            throw TeachError.otherSettings(path, checkpoint: file.metadata["settings"] ?? "", run: settings)
        }
        // Checkpoints of the first versions do not say.
        if let known = file.metadata["data"]?.split(separator: " ").map(String.init) {
            guard known.count == data.count else { throw TeachError.notACheckpoint(path) }
            if let changed = zip(known, data).first(where: { $0 != $1.sha256 }) {
                throw TeachError.dataChanged(path, source: changed.1.name)
            }
        }
        guard step <= run.configuration.steps else { throw TeachError.notACheckpoint(path) }
        for name in run.store.names {
            let values = try file.floats(prefix + name)
            guard values.allSatisfy(\.isFinite) else { throw TeachError.notACheckpoint(path) }
            try copy(values, into: run.store.buffer(name), path)
            run.store.touch(name)
        }
        for (name, buffer) in run.optimizer.state {
            let values = try file.floats(name)
            guard OptimizerState.isSound(name, values) else { throw TeachError.notACheckpoint(path) }
            try copy(values, into: buffer, path)
        }
        run.optimizer.step = step
    }

    private static func copy(_ values: [Float], into buffer: FloatBuffer, _ path: String) throws {
        guard values.count == buffer.count else { throw TeachError.notACheckpoint(path) }
        buffer.withUnsafeMutableBufferPointer { _ = $0.update(from: values) }
    }
}
