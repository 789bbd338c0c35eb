import Synchronization
import VideoData

/// Remembers which frames were read.
final class RecordedSource: FrameSource {
    let base: any FrameSource
    private let read = Mutex<Set<Int>>([])

    init(_ base: any FrameSource) { self.base = base }

    /// What was read since this was last asked.
    func takeFrames() -> Set<Int> {
        read.withLock { frames in
            defer { frames = [] }
            return frames
        }
    }

    var name: String { base.name }
    var size: FrameSize { base.size }
    var frameCount: Int? { base.frameCount }
    var isLabelled: Bool { base.isLabelled }

    func frame(at index: Int) throws -> RGBImage {
        _ = read.withLock { $0.insert(index) }
        return try base.frame(at: index)
    }

    func labels(at index: Int) throws -> LabelMap? { try base.labels(at: index) }
    func videos(in range: Range<Int>) -> [Range<Int>] { base.videos(in: range) }
    func fingerprint(of frames: Range<Int>?) throws -> String { try base.fingerprint(of: frames) }
}
