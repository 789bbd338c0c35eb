import DeltaSearch
import Foundation
import Networks
import StudentSpace
import VideoData

/// Teachers and clips that rows share, loaded when first asked for.
final class BenchInputs {
    /// Supernets run at this size.
    static let supernetInput = Size(height: 256, width: 512)
    /// Frames run at this size: the shared clip's.
    static let frameInput = Size(height: 360, width: 480)
    /// Frames of the clip that students are fitted on; what is timed comes after them.
    static let fittingFrames = FrameRange(first: 0, last: 33)

    private let settings: BenchSettings

    init(_ settings: BenchSettings) { self.settings = settings }

    /// The shared teacher's weights, else the search space's own.
    var frameWeights: String? { existing("teacher/ddrnet23s-camvid.safetensors") }
    /// The same teacher as an ONNX file.
    var onnxPath: String { settings.sharedFolder + "/teacher/ddrnet23s-camvid.onnx" }
    private var clipPath: String? { existing("camvid/clip") }

    private func existing(_ name: String) -> String? {
        let path = settings.sharedFolder + "/" + name
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    func space(_ input: Size) throws -> ResolvedSpace {
        try ResolvedSpace(
            spacePath: settings.spacePath,
            overrides: SpaceOverrides(
                teacher: input == Self.frameInput ? frameWeights : nil,
                data: input == Self.frameInput ? clipPath : nil, input: input))
    }

    func teacher(_ input: Size) throws -> TeacherModel {
        try space(input).loadTeacher()
    }

    /// The space's clip at an input size, every frame decoded.
    func clip(_ input: Size, frames: FrameRange? = nil) throws -> Clip {
        let space = try space(input)
        let clip = try Clip(data: space.data, frames: frames, size: space.frameSize, classes: space.classes)
        let source = FrameCache(clip.source)
        for frame in clip.range { _ = try source.frame(at: frame) }
        return Clip(source: source, range: clip.range)
    }
}
