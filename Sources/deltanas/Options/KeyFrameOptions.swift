import ArgumentParser
import DeltaSearch

/// Which frames are key frames.
struct KeyFrameOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "fixed: a key frame every T frames. auto: besides, at a cut, where a frame's change is more than THRESHOLD times the usual (default \(KeyFramePolicy.defaultThreshold)), for which the next one is left out; in a still scene, later.",
            valueName: "fixed|auto[:THRESHOLD]"))
    var keyframe: String = "fixed"

    func parsed() throws -> KeyFramePolicy { try KeyFramePolicy(parsing: keyframe) }
}
