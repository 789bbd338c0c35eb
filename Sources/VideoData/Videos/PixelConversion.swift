import CFFmpeg

/// Frames of any pixel format to 8-bit RGB, by swscale. Used by one thread at a time.
///
/// Range and matrix are those that the frame says. Where it says none, the matrix is BT.601's and the range the limited
/// one, as FFmpeg's own tools have it.
struct PixelConversion: ~Copyable {
    private var scaler: OpaquePointer?
    /// What the scaler is made for.
    private var made: (format: AVPixelFormat, width: Int32, height: Int32, matrix: AVColorSpace, range: Int32)?

    init() {}

    deinit { sws_freeContext(scaler) }

    mutating func rgb(_ frame: UnsafeMutablePointer<AVFrame>, path: String) throws(VideoError) -> RGBImage {
        let format = AVPixelFormat(frame.pointee.format)
        let (width, height) = (frame.pointee.width, frame.pointee.height)
        func unsupported() -> VideoError {
            let name = av_get_pix_fmt_name(format).map { String(cString: $0) } ?? "\(frame.pointee.format)"
            return .unsupportedFormat(path: path, format: name)
        }
        guard sws_isSupportedInput(format) > 0 else { throw unsupported() }
        let range: Int32 = frame.pointee.color_range == AVCOL_RANGE_JPEG || Self.isFullRange(format) ? 1 : 0
        let wanted = (format, width, height, frame.pointee.colorspace, range)
        if made.map({ $0 != wanted }) ?? true {
            sws_freeContext(scaler)
            scaler = deltanas_scaler(
                width, height, format, AV_PIX_FMT_RGB24, Self.flags, Self.threads(Int(width) * Int(height)))
            guard scaler != nil else { throw unsupported() }
            let matrix = Self.coefficients(frame.pointee.colorspace)
            sws_setColorspaceDetails(
                scaler, matrix, range, sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16)
            made = wanted
        }
        let count = 3 * Int(width) * Int(height)
        var code: Int32 = 0
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            code = deltanas_to_rgb(scaler, frame, buffer.baseAddress)
            initialized = count
        }
        guard code >= 0 else { throw unsupported() }
        return RGBImage(width: Int(width), height: Int(height), pixels: pixels)
    }

    /// As many whatever the machine; what comes out does not depend on them.
    static func threads(_ pixels: Int) -> Int32 { pixels > 1_000_000 ? 4 : 1 }

    static let flags = SWS_BILINEAR | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_ACCURATE_RND | SWS_BITEXACT

    /// swscale's numbers for a matrix; BT.601's for those that it does not know.
    static func coefficients(_ space: AVColorSpace) -> UnsafePointer<Int32>? {
        let known = [
            AVCOL_SPC_BT709, AVCOL_SPC_FCC, AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M, AVCOL_SPC_SMPTE240M,
            AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL,
        ]
        return sws_getCoefficients(known.contains(space) ? Int32(space.rawValue) : SWS_CS_DEFAULT)
    }

    /// JPEG's old formats, which say it by their name.
    private static func isFullRange(_ format: AVPixelFormat) -> Bool {
        [
            AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P, AV_PIX_FMT_YUVJ411P,
        ].contains(format)
    }
}
