import Compute
import Networks
import Training

/// A training run on disk: parameters, optimiser state and the step, in one safetensors file.
///
/// Samples are drawn from streams named by step, so that the step is all a resumed run needs of its randomness.
enum TeachCheckpoint {
    private static let prefix = "parameter."

    static func write(_ run: TeachingRun, settings: String, to path: String) throws {
        var file = SafetensorsFile(metadata: [
            "format": "deltanas.teach/1", "step": "\(run.step)", "settings": settings,
        ])
        let parameters = run.store.parameters
        for name in parameters.names {
            let value = parameters.value(name)
            file.append(.init(name: prefix + name, shape: value.shape, value.values))
        }
        for (name, values) in run.optimizer.state {
            file.append(.init(name: name, shape: [values.count], values.withUnsafeBufferPointer { Array($0) }))
        }
        try file.write(to: path)
    }

    /// Brings a run to where the checkpoint stands.
    static func restore(_ run: TeachingRun, settings: String, from path: String) throws {
        let file = try SafetensorsFile(contentsOf: path)
        guard file.metadata["format"] == "deltanas.teach/1", let step = file.metadata["step"].flatMap(Int.init),
            step >= 0
        else { throw TeachError.notACheckpoint(path) }
        guard file.metadata["settings"] == settings else {
            throw TeachError.otherSettings(path, checkpoint: file.metadata["settings"] ?? "", run: settings)
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
