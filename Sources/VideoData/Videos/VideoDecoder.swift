import CFFmpeg
import Foundation

/// A video file, frame by frame in the order in which they are shown. Used by one thread at a time.
///
/// Nothing but the file itself is read: playlists and references to other files are refused. The shape of pixels (sample
/// aspect ratio) is ignored: frames are taken as they are stored, turned as the file says.
final class VideoDecoder {
    /// The largest frame that is decoded: 8K with little to spare.
    static let maximumPixels = 1 << 25

    let path: String
    /// Of frames as they are shown.
    private(set) var size = FrameSize(height: 1, width: 1)
    /// Average frames a second; nil where the file does not say.
    let rate: VideoRate?
    /// Frames that ``advance()`` has come to.
    private(set) var position = 0

    private let input: VideoInput
    private let context: UnsafeMutablePointer<AVCodecContext>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let frame: UnsafeMutablePointer<AVFrame>
    private var conversion = PixelConversion()
    private var orientation = Orientation.upright
    private var storedSize = FrameSize(height: 1, width: 1)
    /// The first frame has been decoded and not been asked for.
    private var holdsFirst = false
    private var isDraining = false
    /// What ended the packets before the file's end.
    private var failure: VideoError?

    /// Opens the file and decodes its first frame.
    ///
    /// - Throws: `VideoError`; `ImageFileError.cannotRead`, `.notARegularFile`.
    init(_ path: String) throws {
        let input = try VideoInput(path)
        var context: UnsafeMutablePointer<AVCodecContext>?
        var packet = av_packet_alloc()
        var frame = av_frame_alloc()
        do {
            context = try Self.open(input)
            guard let context, let packet, let frame else { throw ImageFileError.cannotRead(path: path, code: ENOMEM) }
            (self.context, self.packet, self.frame) = (context, packet, frame)
        } catch {
            avcodec_free_context(&context)
            av_packet_free(&packet)
            av_frame_free(&frame)
            throw error
        }
        self.path = path
        self.input = input
        let guess = av_guess_frame_rate(input.format, input.stream, nil)
        rate = VideoRate(Int(guess.num), Int(guess.den))
        guard try decode() else { throw VideoError.noFrames(path: path) }
        storedSize = FrameSize(height: Int(self.frame.pointee.height), width: Int(self.frame.pointee.width))
        var matrix = [Int32](repeating: 0, count: 9)
        if deltanas_display_matrix(input.stream, self.frame, &matrix) != 0 {
            guard let found = Orientation(matrix: matrix) else {
                throw VideoError.rotation(path: path, degrees: Orientation.degrees(matrix: matrix))
            }
            orientation = found
        }
        size = orientation.size(of: storedSize)
        holdsFirst = true
    }

    deinit {
        var (context, packet, frame) = (Optional(context), Optional(packet), Optional(frame))
        avcodec_free_context(&context)
        av_packet_free(&packet)
        av_frame_free(&frame)
    }

    private static func open(_ input: VideoInput) throws -> UnsafeMutablePointer<AVCodecContext>? {
        guard let parameters = input.stream.pointee.codecpar else { throw VideoError.noFrames(path: input.path) }
        let name = String(cString: avcodec_get_name(parameters.pointee.codec_id))
        guard let codec = avcodec_find_decoder(parameters.pointee.codec_id) else {
            throw VideoError.decoderMissing(path: input.path, codec: name)
        }
        var context = avcodec_alloc_context3(codec)
        guard let opened = context else { return nil }
        var code = avcodec_parameters_to_context(opened, parameters)
        opened.pointee.max_pixels = Int64(maximumPixels)
        opened.pointee.pkt_timebase = input.stream.pointee.time_base
        // As many whatever the machine: what is decoded is the same, and a small picture is not worth a thread.
        let pixels = Int(parameters.pointee.width) * Int(parameters.pointee.height)
        opened.pointee.thread_count = pixels > 500_000 ? 4 : 1
        if code >= 0 { code = avcodec_open2(opened, codec, nil) }
        guard code >= 0 else {
            avcodec_free_context(&context)
            let (width, height) = (Int(parameters.pointee.width), Int(parameters.pointee.height))
            if pixels > maximumPixels { throw VideoError.tooLarge(path: input.path, width: width, height: height) }
            throw VideoError.damaged(path: input.path, frames: 0, code: code)
        }
        return context
    }

    /// Goes to the next frame; false at the end.
    ///
    /// - Throws: `VideoError` where the next frame cannot be had; what came before is as good as ever.
    func advance() throws(VideoError) -> Bool {
        if holdsFirst {
            holdsFirst = false
            position = 1
            return true
        }
        guard try decode() else { return false }
        let now = (Int(frame.pointee.width), Int(frame.pointee.height))
        guard now == (storedSize.width, storedSize.height) else {
            throw .sizeChanges(
                path: path, frame: position, was: storedSize, now: FrameSize(height: now.1, width: now.0))
        }
        position += 1
        return true
    }

    /// Whether the file is known to end before the video does.
    var isCutOff: Bool { input.isCutOff }

    /// The frame that ``advance()`` came to, as 8-bit RGB by its own range and matrix, turned as the file says.
    func image() throws(VideoError) -> RGBImage {
        try conversion.rgb(frame, path: path).oriented(orientation)
    }

    /// Whether there was another frame.
    private func decode() throws(VideoError) -> Bool {
        while true {
            let code = avcodec_receive_frame(context, frame)
            if code == 0 {
                try checkFrame()
                return true
            }
            if code == deltanas_averror_eof() {
                try checkEnd()
                return false
            }
            guard code == deltanas_averror_again(), !isDraining else {
                throw .damaged(path: path, frames: position, code: code)
            }
            try feed()
        }
    }

    private func checkFrame() throws(VideoError) {
        let (width, height) = (Int(frame.pointee.width), Int(frame.pointee.height))
        guard width > 0, height > 0 else { throw .damaged(path: path, frames: position, code: 0) }
        guard width * height <= Self.maximumPixels else { throw .tooLarge(path: path, width: width, height: height) }
        // Holes that the decoder has filled in with what it thought likely.
        let filled = FF_DECODE_ERROR_INVALID_BITSTREAM | FF_DECODE_ERROR_CONCEALMENT_ACTIVE
        if frame.pointee.decode_error_flags & filled != 0 || frame.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0 {
            throw failure ?? lost(code: 0)
        }
    }

    private func checkEnd() throws(VideoError) {
        if let failure { throw failure }
        if input.isCutOff { throw .truncated(path: path, frames: position) }
    }

    /// Hands the decoder the next packet, or the end.
    private func feed() throws(VideoError) {
        let code = input.read(into: packet)
        guard code == 0 else {
            // What the decoder still has comes first.
            if code != deltanas_averror_eof() { failure = lost(code: code) }
            isDraining = true
            avcodec_send_packet(context, nil)
            return
        }
        let sent = avcodec_send_packet(context, packet)
        av_packet_unref(packet)
        // Before the first frame there may be some that refer to what the file does not have.
        if sent < 0, sent != deltanas_averror_again(), position > 0 || holdsFirst { throw lost(code: sent) }
    }

    private func lost(code: Int32) -> VideoError {
        input.isCutOff
            ? .truncated(path: path, frames: position) : .damaged(path: path, frames: position, code: code)
    }
}
