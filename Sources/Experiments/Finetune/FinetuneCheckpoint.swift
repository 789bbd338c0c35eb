import Compute
import DeltaSearch
import Networks

/// A fine-tuning run on disk, in one safetensors file.
enum FinetuneCheckpoint {
    static let format = "deltanas.finetune/1"

    /// The file; the same run gives the same bytes.
    static func file(_ run: Finetuning) -> SafetensorsFile {
        let state = run.state
        var file = SafetensorsFile(metadata: ["format": format])
        append(state.weights, "weight/", &file)
        append(state.means, "mean/", &file)
        if let teacher = state.teacher {
            append(teacher.weights, "teacher-weight/", &file)
            append(teacher.means, "teacher-mean/", &file)
        }
        file.append(.init(name: "step", shape: [1], [Int64(state.step)]))
        if let best = state.best {
            append(best.weights, "best/", &file)
            if let teacher = best.teacher { append(teacher, "best-teacher/", &file) }
            file.append(.init(name: "best-step", shape: [1], [Int64(best.step)]))
            file.append(.init(name: "best-agreement", shape: [1], [best.agreement]))
        }
        for (name, values) in run.moments {
            file.append(
                .init(name: "moment/" + name, shape: [values.count], values.withUnsafeBufferPointer { Array($0) }))
        }
        return file
    }

    /// Brings a run to where a checkpoint stands.
    ///
    /// - Returns: the part that does not fit; nil where all does.
    static func restore(_ run: Finetuning, from file: SafetensorsFile) -> String? {
        guard file.metadata["format"] == format else { return "format" }
        guard let step = (try? file.integers("step"))?.first else { return "step" }
        let best: FinetuneState.Best?
        if let step = (try? file.integers("best-step"))?.first {
            guard let agreement = (try? file.doubles("best-agreement"))?.first else { return "best-agreement" }
            let teacher = parameters("best-teacher/", file)
            best = FinetuneState.Best(
                step: Int(step), agreement: agreement, weights: parameters("best/", file),
                teacher: teacher.names.isEmpty ? nil : teacher)
        } else {
            best = nil
        }
        let teacher = FinetuneState.Tuned(
            weights: parameters("teacher-weight/", file), means: parameters("teacher-mean/", file))
        let state = FinetuneState(
            step: Int(step), weights: parameters("weight/", file), means: parameters("mean/", file),
            teacher: teacher.weights.names.isEmpty ? nil : teacher, best: best)
        return run.restore(state) { try? file.floats("moment/" + $0) }
    }

    private static func append(_ parameters: Parameters, _ prefix: String, _ file: inout SafetensorsFile) {
        for name in parameters.names {
            let value = parameters.value(name)
            file.append(.init(name: prefix + name, shape: value.shape, value.values))
        }
    }

    private static func parameters(_ prefix: String, _ file: SafetensorsFile) -> Parameters {
        var result = Parameters()
        for tensor in file.tensors where tensor.name.hasPrefix(prefix) {
            guard let values = try? file.floats(tensor.name) else { continue }
            result[String(tensor.name.dropFirst(prefix.count))] = .init(shape: tensor.shape, values: values)
        }
        return result
    }
}
