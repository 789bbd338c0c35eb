import Compute
import DeltaSearch
import ExperimentStore
import Foundation
import Networks
import StudentSpace
import VideoData

/// The teacher and the clip of a search, loaded, with the digests by which they are known again.
struct SearchInputs: Sendable {
    let teacher: TeacherModel
    let clip: Clip
    /// The clip's frames, read once and kept.
    let source: FrameCache
    let weightsPath: String
    let teacherSHA256: String
    let dataSHA256: String
    /// What the search takes at its most, in bytes, by estimate; 0 where none goes on.
    let memoryNeed: Int

    /// Inputs of a new search. Every frame and label is read, so that a bad one is found before any work.
    ///
    /// - Throws: what reading weights and frames throws; ``SearchError/clipTooShort(source:frames:keyframeInterval:)``
    ///   before any of them is read.
    init(_ request: SearchRequest, workers: Int) throws {
        try self.init(request, recorded: nil, workers: workers)
        guard clip.source.canFail else { return }
        let frames = Array(clip.range)
        try WorkerPool(count: workers).run(frames.count) { [source] in _ = try source.labelledFrame(at: frames[$0]) }
    }

    /// The inputs of an experiment, as they were.
    ///
    /// - Parameter workers: of a search that goes on; nil where none does.
    /// - Throws: ``SearchJobError/inputChanged(experiment:input:path:)``, before what changed is made sense of.
    init(_ request: SearchRequest, of experiment: ExperimentRecord, workers: Int?) throws {
        try self.init(request, recorded: experiment, workers: workers)
    }

    private init(_ request: SearchRequest, recorded experiment: ExperimentRecord?, workers: Int?) throws {
        let resolved = request.resolved
        weightsPath = Self.absolute(try resolved.requiredWeightsPath())
        // Before frames are drawn at a size that nothing could hold.
        try MemoryNeed.require(1, of: resolved.folded, input: resolved.input)
        clip = try Clip(
            data: resolved.data, frames: resolved.frames, size: resolved.frameSize, classes: resolved.classes)
        source = FrameCache(clip.source)
        let frames = clip.frameCount
        memoryNeed = try workers.map { try MemoryNeed.require(request, frames: frames, workers: $0) } ?? 0
        _ = try clip.split(interval: resolved.keyframeInterval)
        dataSHA256 = try clip.fingerprint()
        if let experiment, dataSHA256 != experiment.provenance.dataSha256 {
            throw SearchJobError.inputChanged(
                experiment: experiment.name, input: .data, path: experiment.provenance.dataText)
        }
        if let experiment, try SHA256.hex(ofFile: weightsPath) != experiment.provenance.teacherSha256 {
            throw SearchJobError.inputChanged(experiment: experiment.name, input: .teacher, path: weightsPath)
        }
        teacher = try resolved.loadTeacher()
        teacherSHA256 = try SHA256.hex(ofFile: weightsPath)
    }

    /// A path that holds from anywhere.
    static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
