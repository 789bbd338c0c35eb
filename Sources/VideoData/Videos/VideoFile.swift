import CFFmpeg
import Foundation

/// A video file: MP4, Matroska, WebM, AVI, Motion JPEG and whatever else FFmpeg reads. It has no labels.
///
/// Frames are counted from 0 in the order in which they are shown, none left out and none doubled whatever their times.
public struct VideoFile: FrameSource {
    public let name: String
    public let size: FrameSize
    /// Of the frames in the file, as they are shown.
    public let fileSize: FrameSize
    public let frameRate: VideoRate?
    public let frameCount: Int?
    public let isCountExact: Bool
    private let reel: VideoReel
    private let frames: VideoFrames

    /// Opens a video.
    ///
    /// For reading again and again, all frames that are wanted are decoded before this returns, on a thread of their own,
    /// and kept: in memory up to 1 GiB, the others in a temporary file. For reading once they are decoded when they are
    /// asked for, a few ahead, and forgotten when they are read. ``DecodingObserver`` is told of what is decoded beforehand,
    /// and nothing is where it would not fit.
    ///
    /// - Parameters:
    ///   - size: what frames are resampled to; nil: as they are.
    ///   - wanted: the frames that will be read; nil: all. Others are had at the price of decoding from the start.
    /// - Throws: ``VideoError``; ``ImageFileError``.
    public init(_ path: String, size: FrameSize? = nil, frames wanted: FrameRange? = nil, access: FrameAccess) throws {
        let decoder = try VideoDecoder(path)
        name = path
        fileSize = decoder.size
        let size = size ?? decoder.size
        self.size = size
        frameRate = decoder.rate
        frames = VideoFrames(first: wanted?.first ?? 0, last: wanted?.last, stride: wanted?.stride ?? 1)
        let bytes = 3 * size.pixels
        reel = VideoReel(
            path, size: size, keeping: frames, isReadOnce: access != .repeated,
            lookahead: max(2, min(8, Self.aheadLimit / bytes)), memoryLimit: Self.memoryLimit)
        let (estimate, isCutOff) = access == .counted ? (0, false) : try Self.packets(path)
        switch access {
        case .repeated:
            let forecast = DecodingForecast(path, frames.count(of: estimate), size: size, memoryLimit: Self.memoryLimit)
            try forecast.require()
            let observer = DecodingObserver.current
            frameCount = try reel.finish(observer.map { show in { try show(forecast, $0) } })
            try observer?(forecast, nil)
            isCountExact = true
        case .counted:
            frameCount = try Self.count(decoder, upTo: frames.last.map { $0 + 1 })
            isCountExact = true
        case .once where isCutOff || decoder.isCutOff:
            // How far it goes is known before anything is done with it.
            frameCount = try Self.count(decoder, upTo: frames.last.map { $0 + 1 })
            isCountExact = true
        case .once, .stream:
            frameCount = estimate
            isCountExact = false
        }
    }

    /// Bytes of frames that are kept in memory.
    private static let memoryLimit = 1 << 30
    /// Bytes of frames that are decoded ahead.
    private static let aheadLimit = 1 << 27

    public var isLabelled: Bool { false }

    public var canFail: Bool { true }

    public func frame(at index: Int) throws -> RGBImage {
        guard index >= 0 else { throw outOfRange(index) }
        guard !frames.contains(index) else {
            guard let image = try reel.image(at: index) else { throw outOfRange(index) }
            return image
        }
        let decoder = try VideoDecoder(name)
        while try decoder.advance() {
            if decoder.position > index { return try decoder.image().resized(to: size) }
        }
        throw outOfRange(index)
    }

    private func outOfRange(_ index: Int) -> FrameSourceError {
        .indexOutOfRange(source: name, index: index, frameCount: reel.count ?? frameCount ?? 0)
    }

    public func labels(at index: Int) throws -> LabelMap? { nil }

    /// Over the file's bytes and the frames' numbers.
    public func fingerprint(of frames: Range<Int>?) throws -> String {
        let text = "video \(try SHA256.hex(ofFile: name))"
        return SHA256.hex(of: (text + (frames.map { " frames \($0.lowerBound)..<\($0.upperBound)" } ?? "")).utf8)
    }

    /// Frames up to a limit, by decoding them: what headers say is not what there is.
    private static func count(_ decoder: VideoDecoder, upTo limit: Int?) throws(VideoError) -> Int {
        while limit.map({ decoder.position < $0 }) ?? true, try decoder.advance() {}
        return decoder.position
    }

    /// Packets with a frame to show, as many as there are frames, with few exceptions; and whether the file has lost its
    /// end.
    private static func packets(_ path: String) throws -> (count: Int, isCutOff: Bool) {
        let input = try VideoInput(path)
        var packet = av_packet_alloc()
        defer { av_packet_free(&packet) }
        guard let packet else { throw ImageFileError.cannotRead(path: path, code: ENOMEM) }
        let isVP8 = input.stream.pointee.codecpar.pointee.codec_id == AV_CODEC_ID_VP8
        var count = 0
        while input.read(into: packet) == 0 {
            // VP8 has frames that are referred to and never shown (RFC 6386, section 9.1).
            let isHidden = isVP8 && packet.pointee.size > 0 && packet.pointee.data[0] & 0x10 == 0
            if packet.pointee.flags & AV_PKT_FLAG_DISCARD == 0, !isHidden { count += 1 }
        }
        return (max(1, count), input.isCutOff)
    }
}

/// How the frames of a source are going to be read.
public enum FrameAccess: Hashable, Sendable {
    /// Any of them, any number of times.
    case repeated
    /// Each once, roughly in order: the number of frames may be an estimate. A file that has lost its end is an error from
    /// the start.
    case once
    /// Each once, roughly in order, and counted before.
    case counted
    /// Each once, in order, until there are no more: the number of frames may be an estimate.
    case stream
}
