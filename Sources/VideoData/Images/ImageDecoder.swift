import CFFmpeg

/// One picture through FFmpeg's decoder.
struct ImageDecoder: ~Copyable {
    private let path: String
    private let header: ImageHeader
    private let frame: UnsafeMutablePointer<AVFrame>

    /// Decodes; the pixels stay in FFmpeg's format until they are asked for.
    init(_ bytes: [UInt8], _ header: ImageHeader, path: String) throws(ImageFileError) {
        FFmpegLog.silence()
        let id = header.format == .png ? AV_CODEC_ID_PNG : AV_CODEC_ID_MJPEG
        var frame = av_frame_alloc()
        guard let codec = avcodec_find_decoder(id), let decoded = frame else {
            av_frame_free(&frame)
            throw .codecMissing(name: header.format == .png ? "png" : "mjpeg")
        }
        let code = Self.decode(bytes, codec, header.size, into: decoded)
        let size = (Int(decoded.pointee.width), Int(decoded.pointee.height))
        guard code == 0, size == (header.size.width, header.size.height) else {
            av_frame_free(&frame)
            throw .damaged(path: path, code: code)
        }
        self.path = path
        self.header = header
        self.frame = decoded
    }

    deinit {
        var frame: UnsafeMutablePointer<AVFrame>? = frame
        av_frame_free(&frame)
    }

    private static func decode(
        _ bytes: [UInt8], _ codec: UnsafePointer<AVCodec>, _ size: FrameSize,
        into frame: UnsafeMutablePointer<AVFrame>
    ) -> Int32 {
        var context = avcodec_alloc_context3(codec)
        var packet = av_packet_alloc()
        defer {
            avcodec_free_context(&context)
            av_packet_free(&packet)
        }
        guard let context, let packet, bytes.count < Int(Int32.max) - 64 else { return deltanas_averror(ENOMEM) }
        context.pointee.thread_count = 1
        context.pointee.err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE
        // A second header within the file may declare more. FFmpeg looks at sizes after it has padded them.
        context.pointee.max_pixels = Int64((size.width + 127) / 128 * 128 * ((size.height + 15) / 16 * 16))
        var code = avcodec_open2(context, codec, nil)
        if code < 0 { return code }
        code = av_new_packet(packet, Int32(bytes.count))
        if code < 0 { return code }
        bytes.withUnsafeBytes {
            packet.pointee.data.update(from: $0.bindMemory(to: UInt8.self).baseAddress!, count: $0.count)
        }
        code = avcodec_send_packet(context, packet)
        if code < 0 { return code }
        avcodec_send_packet(context, nil)
        return avcodec_receive_frame(context, frame)
    }

    private var format: AVPixelFormat { AVPixelFormat(frame.pointee.format) }

    private func unsupported() -> ImageFileError {
        let name = av_get_pix_fmt_name(format).map { String(cString: $0) } ?? "\(frame.pointee.format)"
        return .unsupportedFormat(path: path, format: name)
    }

    /// The picture as interleaved 8-bit RGB.
    borrowing func rgb() throws(ImageFileError) -> RGBImage {
        let size = header.size
        var pixels = [UInt8](repeating: 0, count: 3 * size.pixels)
        if format == AV_PIX_FMT_RGB24, let data = frame.pointee.data.0 {
            let stride = Int(frame.pointee.linesize.0)
            pixels.withUnsafeMutableBufferPointer { pixels in
                for y in 0..<size.height {
                    (pixels.baseAddress! + 3 * size.width * y).update(from: data + stride * y, count: 3 * size.width)
                }
            }
            return RGBImage(width: size.width, height: size.height, pixels: pixels)
        }
        let (width, height) = (Int32(size.width), Int32(size.height))
        let flags = SWS_BILINEAR | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_ACCURATE_RND | SWS_BITEXACT
        guard sws_isSupportedInput(format) > 0,
            let scaler = sws_getContext(width, height, format, width, height, AV_PIX_FMT_RGB24, flags, nil, nil, nil)
        else { throw unsupported() }
        defer { sws_freeContext(scaler) }
        let rows = pixels.withUnsafeMutableBufferPointer { pixels in
            withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>?.self, capacity: 4) { source in
                let planes = frame.pointee.data
                (source[0], source[1], source[2], source[3]) = (
                    UnsafePointer(planes.0), UnsafePointer(planes.1), UnsafePointer(planes.2), UnsafePointer(planes.3)
                )
                let lines = frame.pointee.linesize
                let strides = [lines.0, lines.1, lines.2, lines.3]
                let target: [UnsafeMutablePointer<UInt8>?] = [pixels.baseAddress, nil, nil, nil]
                return sws_scale(scaler, source.baseAddress, strides, 0, height, target, [3 * width, 0, 0, 0])
            }
        }
        guard rows == height else { throw .damaged(path: path, code: rows) }
        return RGBImage(width: size.width, height: size.height, pixels: pixels)
    }

    /// The samples as numbers.
    borrowing func labels() throws(ImageFileError) -> LabelMap {
        let size = header.size
        guard let data = frame.pointee.data.0 else { throw .damaged(path: path, code: 0) }
        let stride = Int(frame.pointee.linesize.0)
        // Gray of 2 and 4 bits comes spread over 0…255.
        let spread: UInt8 = header.colourType == 3 ? 1 : header.bitDepth == 2 ? 0x55 : header.bitDepth == 4 ? 0x11 : 1
        var ids = [UInt8](repeating: 0, count: size.pixels)
        for y in 0..<size.height {
            let row = data + stride * y
            let start = y * size.width
            switch format {
            case AV_PIX_FMT_GRAY8, AV_PIX_FMT_PAL8:
                for x in 0..<size.width { ids[start + x] = row[x] / spread }
            case AV_PIX_FMT_YA8:  // gray with one transparent level
                for x in 0..<size.width { ids[start + x] = row[2 * x] / spread }
            case AV_PIX_FMT_MONOBLACK:
                for x in 0..<size.width { ids[start + x] = row[x >> 3] >> UInt8(7 - x & 7) & 1 }
            case AV_PIX_FMT_GRAY16BE, AV_PIX_FMT_YA16BE:
                let step = format == AV_PIX_FMT_GRAY16BE ? 2 : 4
                for x in 0..<size.width {
                    guard row[step * x] == 0 else {
                        let value = Int(row[step * x]) << 8 | Int(row[step * x + 1])
                        throw .labelTooLarge(path: path, value: value, x: x, y: y)
                    }
                    ids[start + x] = row[step * x + 1]
                }
            default: throw unsupported()
            }
        }
        return LabelMap(width: size.width, height: size.height, ids: ids)
    }
}

/// FFmpeg writes to stderr unless told not to.
enum FFmpegLog {
    private static let silenced: Void = av_log_set_level(AV_LOG_QUIET)

    static func silence() { _ = silenced }
}
