import Networks
import ONNX
import StudentSpace
import Training
import VideoData

/// What an exported folder says of itself, with a program that runs it.
struct ExportReadme {
    let pair: ExportedPair

    init(_ pair: ExportedPair) { self.pair = pair }

    var text: String {
        """
        # A video network for ONNX Runtime

        `key.onnx` runs on a key frame, every \(pair.interval)-th frame, and keeps what the frames after it need;
        `delta.onnx` runs on those, with \(share) of the multiply-accumulates. Both are opset \(ModelExport.opset), weights inside; the
        batch `N` is open, height and width are not. Written by \(ToolVersion.name) from `\(pair.specPath.printableLine)`.

        | | name | N x C x H x W |
        |---|---|---|
        | input of both: \(pair.normalization.channels), `\(pair.normalization.formula)` | `frame` | \(shape(pair.frameShape)) |
        | output of both: \(pair.meaning) | `scores` | \(shape(pair.scores)) |\(furtherOutputs)

        The state, outputs of `key.onnx` and inputs of `delta.onnx`, the same from one key frame to the next:

        | name | the teacher's tensor | N x C x H x W |
        |---|---|---|
        \(pair.state.map { "| `\($0.name)` | `\($0.tensor.printableLine)` | \(shape($0.shape)) |" }.joined(separator: "\n"))

        \(pair.classes.map { "Classes from 0 on: \($0.names.joined(separator: ", "))." } ?? "\(pair.scores.channels) channels, from 0 on.")

        ## A video through both

        `pip install onnxruntime opencv-python-headless`, then `python stream.py VIDEO` with this beside the models:

        ```python
        \(program)
        ```

        """
    }

    /// Prints each frame's classes by their share of the picture; where they are many, the most frequent one; of features
    /// their mean magnitude.
    private var program: String {
        """
        import itertools, sys
        import cv2, numpy as np, onnxruntime as ort

        key, delta = (ort.InferenceSession(name, providers=["CPUExecutionProvider"]) for name in ("key.onnx", "delta.onnx"))
        state_names = [output.name for output in key.get_outputs()[\(pair.outputs.count):]]
        mean = np.float32([\(list(pair.normalization.mean))])
        deviation = np.float32([\(list(pair.normalization.deviation))])

        video = cv2.VideoCapture(sys.argv[1])
        for t in itertools.count():
            found, picture = video.read()
            if not found:
                break
        \(preprocessing)
            if t % \(pair.interval) == 0:  # a key frame
                \(results), *state = key.run(None, {"frame": frame})
                state = dict(zip(state_names, state))
            else:
                \(deltaResults) = delta.run([\(outputNames)], {"frame": frame, **state})
        \(output)
        """
    }

    /// From a picture, whose channels are blue, green, red, to the networks' input.
    private var preprocessing: String {
        let normalization = pair.normalization
        let resized = "cv2.resize(picture, (\(pair.input.width), \(pair.input.height)))"
        let (name, values) =
            normalization.isBGR ? ("bgr", resized) : ("rgb", "cv2.cvtColor(\(resized), cv2.COLOR_BGR2RGB)")
        let pixels = "\(name).astype(np.float32)" + (normalization.range == 255 ? "" : " / 255")
        return """
                \(name) = \(values)
                frame = ((\(pixels) - mean) / deviation).transpose(2, 0, 1)[None]
            """
    }

    private var output: String {
        if pair.predicts == .features { return "    print(t, f\"{np.abs(scores).mean():.6f}\")" }
        guard let classes = pair.classes else {
            return """
                    shares = np.bincount(scores[0].argmax(0).ravel()) / scores[0, 0].size
                    print(t, shares.argmax(), f"{shares.max():.3f}")
                """
        }
        return """
                maps = cv2.resize(scores[0].transpose(1, 2, 0), (\(pair.input.width), \(pair.input.height)))
                shares = np.bincount(maps.argmax(2).ravel(), minlength=\(classes.count)) / maps[..., 0].size
                print(t, *(f"{share:.3f}" for share in shares))
            """
    }

    /// Rows of the table for what comes after the scores.
    private var furtherOutputs: String {
        pair.outputs.dropFirst().map {
            "\n| output of both: `\($0.source.printableLine)` | `\($0.name)` | \(shape($0.shape)) |"
        }.joined()
    }

    private var results: String { pair.outputs.map(\.name).joined(separator: ", ") }

    private var deltaResults: String { pair.outputs.count == 1 ? "(\(results),)" : results }

    private var outputNames: String { pair.outputs.map { "\"\($0.name)\"" }.joined(separator: ", ") }

    private var share: String {
        let (key, delta) = (pair.macs.key, pair.macs.delta)
        let tenths = (1000 * delta + key / 2) / key
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private func shape(_ shape: FeatureShape) -> String { "N x \(shape.channels) x \(shape.height) x \(shape.width)" }

    private func list(_ values: [Float]) -> String { values.map { "\($0)" }.joined(separator: ", ") }
}
