import CFFmpeg
import Foundation

/// Writes a video file, frame by frame at a constant rate; the file is there whole or not at all.
///
/// Until ``finish()`` it is a temporary file beside its target, which goes with the writer. Used by one thread at a time.
public final class VideoWriter {
    public let path: String
    public let size: FrameSize
    /// FFmpeg's name of what encodes.
    public let encoder: String
    private let target: VideoTarget
    private let context: UnsafeMutablePointer<AVCodecContext>
    private let frame: UnsafeMutablePointer<AVFrame>
    private let packet: UnsafeMutablePointer<AVPacket>
    private let scaler: OpaquePointer
    private var count: Int64 = 0

    /// Makes the temporary file.
    ///
    /// - Parameters:
    ///   - encoder: FFmpeg's name of one that the format takes; nil: the best that there is.
    /// - Throws: ``VideoError``; `ImageFileError.cannotWrite`, `.notARegularFile`.
    public init(_ path: String, format: VideoFormat, size: FrameSize, rate: VideoRate, encoder: String? = nil) throws {
        FFmpegLog.silence()
        let names = encoder.map { [$0] } ?? format.encoders
        guard let codec = names.lazy.compactMap({ avcodec_find_encoder_by_name($0) }).first else {
            throw VideoError.encoderMissing(path: path, encoders: names)
        }
        self.path = path
        self.size = size
        self.encoder = String(cString: codec.pointee.name)
        let target = try VideoTarget(path, format)
        var context = avcodec_alloc_context3(codec)
        var frame = av_frame_alloc()
        var packet = av_packet_alloc()
        var scaler: OpaquePointer?
        do {
            guard let opened = context, let picture = frame, packet != nil else {
                throw ImageFileError.cannotWrite(path: path, code: ENOMEM)
            }
            try Self.configure(opened, codec, size: size, rate: rate)
            if target.wantsGlobalHeader { opened.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER }
            try Self.check(avcodec_open2(opened, codec, nil), path)
            try target.begin(opened)
            picture.pointee.width = opened.pointee.width
            picture.pointee.height = opened.pointee.height
            picture.pointee.format = opened.pointee.pix_fmt.rawValue
            picture.pointee.colorspace = opened.pointee.colorspace
            picture.pointee.color_range = opened.pointee.color_range
            try Self.check(av_frame_get_buffer(picture, 0), path)
            scaler = Self.scaler(opened)
            guard scaler != nil else { throw ImageFileError.cannotWrite(path: path, code: ENOMEM) }
        } catch {
            avcodec_free_context(&context)
            av_frame_free(&frame)
            av_packet_free(&packet)
            throw error
        }
        (self.target, self.context, self.frame) = (target, context!, frame!)
        (self.packet, self.scaler) = (packet!, scaler!)
    }

    deinit {
        var (context, frame, packet) = (Optional(context), Optional(frame), Optional(packet))
        avcodec_free_context(&context)
        av_frame_free(&frame)
        av_packet_free(&packet)
        sws_freeContext(scaler)
    }

    private static func configure(
        _ context: UnsafeMutablePointer<AVCodecContext>, _ codec: UnsafePointer<AVCodec>, size: FrameSize,
        rate: VideoRate
    ) throws {
        let name = String(cString: codec.pointee.name)
        context.pointee.width = Int32(clamping: size.width)
        context.pointee.height = Int32(clamping: size.height)
        var (numerator, denominator): (Int32, Int32) = (1, 1)
        // MPEG-4 counts in 16 bits.
        av_reduce(&numerator, &denominator, Int64(rate.numerator), Int64(rate.denominator), 65535)
        context.pointee.time_base = AVRational(num: max(1, denominator), den: max(1, numerator))
        context.pointee.framerate = AVRational(num: max(1, numerator), den: max(1, denominator))
        context.pointee.gop_size = 50
        // As many whatever the machine.
        context.pointee.thread_count = size.pixels > 1_000_000 ? 4 : 1
        context.pointee.pix_fmt = AV_PIX_FMT_YUV420P
        context.pointee.color_range = AVCOL_RANGE_MPEG
        let isLarge = size.height >= 720
        context.pointee.colorspace = isLarge ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M
        context.pointee.color_primaries = isLarge ? AVCOL_PRI_BT709 : AVCOL_PRI_SMPTE170M
        context.pointee.color_trc = isLarge ? AVCOL_TRC_BT709 : AVCOL_TRC_SMPTE170M
        switch name {
        case "libx264":
            // Halved colours want even sides.
            if size.width % 2 + size.height % 2 > 0 { context.pointee.pix_fmt = AV_PIX_FMT_YUV444P }
            // What is large takes its time, and has pixels to spare.
            av_opt_set(
                context.pointee.priv_data, "preset", size.pixels > 3_000_000 ? "superfast" : "veryfast", 0)
            av_opt_set(context.pointee.priv_data, "crf", "20", 0)
        case "libvpx-vp9", "libvpx":
            av_opt_set(context.pointee.priv_data, "deadline", "realtime", 0)
            av_opt_set(context.pointee.priv_data, "cpu-used", "6", 0)
            av_opt_set(context.pointee.priv_data, "crf", "24", 0)
            context.pointee.bit_rate = name == "libvpx" ? Int64(size.pixels) * 8 : 0
        case "mjpeg":
            context.pointee.pix_fmt = AV_PIX_FMT_YUVJ420P
            context.pointee.color_range = AVCOL_RANGE_JPEG
            context.pointee.colorspace = AVCOL_SPC_BT470BG
            fallthrough
        default:
            context.pointee.flags |= AV_CODEC_FLAG_QSCALE
            context.pointee.global_quality = 3 * FF_QP2LAMBDA
        }
    }

    private static func scaler(_ context: UnsafeMutablePointer<AVCodecContext>) -> OpaquePointer? {
        let (width, height) = (context.pointee.width, context.pointee.height)
        let scaler = deltanas_scaler(
            width, height, AV_PIX_FMT_RGB24, context.pointee.pix_fmt, PixelConversion.flags,
            PixelConversion.threads(Int(width) * Int(height)))
        let isFull: Int32 = context.pointee.color_range == AVCOL_RANGE_JPEG ? 1 : 0
        if let scaler {
            sws_setColorspaceDetails(
                scaler, sws_getCoefficients(SWS_CS_DEFAULT), 1,
                PixelConversion.coefficients(context.pointee.colorspace), isFull, 0, 1 << 16, 1 << 16)
        }
        return scaler
    }

    /// - Throws: ``VideoError/cannotEncode(path:code:)``, `ImageFileError.cannotWrite`.
    /// - Precondition: the picture has the video's size.
    public func write(_ image: RGBImage) throws {
        precondition(image.size == size, "a frame of \(image.size) in a video of \(size)")
        try Self.check(av_frame_make_writable(frame), path)
        try Self.check(deltanas_from_rgb(scaler, image.pixels, frame), path)
        frame.pointee.pts = count
        count += 1
        try encode(frame)
    }

    /// Writes what is still to come, syncs the file and gives it its name.
    ///
    /// - Parameter other: another name than the one that was asked for, of a file that is not there; nil: that one.
    /// - Throws: ``VideoError/cannotEncode(path:code:)``, `ImageFileError.cannotWrite`; the target is then as it was.
    public func finish(as other: String? = nil) throws {
        try encode(nil)
        try target.finish(as: other)
    }

    private func encode(_ frame: UnsafeMutablePointer<AVFrame>?) throws {
        try Self.check(avcodec_send_frame(context, frame), path)
        while true {
            let code = avcodec_receive_packet(context, packet)
            if code == deltanas_averror_again() || code == deltanas_averror_eof() { return }
            try Self.check(code, path)
            packet.pointee.duration = 1
            try target.write(packet, context.pointee.time_base)
        }
    }

    static func check(_ code: Int32, _ path: String) throws {
        guard code < 0 else { return }
        // FFmpeg passes on what the system says.
        if code > -200 { throw ImageFileError.cannotWrite(path: path, code: -code) }
        throw VideoError.cannotEncode(path: path, code: code)
    }
}
