import Compute
import DeltaSearch
import ExperimentStore
import Foundation
import Networks
import StudentSpace
import VideoData

/// The teacher and the clip of a search, loaded, with the digests by which they are known again.
struct SearchInputs {
    let teacher: TeacherModel
    let clip: Clip
    let weightsPath: String
    let teacherSHA256: String
    let dataSHA256: String

    /// - Throws: what reading weights and frames throws; ``SearchError/clipTooShort(source:frames:keyframeInterval:)``
    ///   before any of them is read.
    init(_ resolved: ResolvedSpace) throws {
        weightsPath = Self.absolute(try resolved.requiredWeightsPath())
        clip = try Clip(
            data: resolved.data, frames: resolved.frames, size: resolved.frameSize, classes: resolved.classes)
        _ = try ClipSplit(clip.range, interval: resolved.keyframeInterval, source: clip.source.name)
        teacher = try TeacherModel(
            resolved.architecture, classes: resolved.classes, input: resolved.input, checkpoint: weightsPath)
        teacherSHA256 = try SHA256.hex(ofFile: weightsPath)
        dataSHA256 = try clip.fingerprint()
    }

    /// A path that holds from anywhere.
    static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
