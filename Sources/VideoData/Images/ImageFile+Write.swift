import CFFmpeg

extension ImageFile {
    /// Writes an 8-bit RGB PNG; the file is there whole or not at all.
    ///
    /// - Throws: `ImageFileError.cannotWrite`, `.codecMissing`.
    public static func write(_ image: RGBImage, to path: String) throws(ImageFileError) {
        try writePNG(image.pixels, image.size, AV_PIX_FMT_RGB24, bytesPerPixel: 3, to: path)
    }

    /// Writes class ids as an 8-bit gray PNG, which `decodeLabels` reads back.
    ///
    /// - Throws: `ImageFileError.cannotWrite`, `.codecMissing`.
    public static func write(_ labels: LabelMap, to path: String) throws(ImageFileError) {
        try writePNG(labels.ids, labels.size, AV_PIX_FMT_GRAY8, bytesPerPixel: 1, to: path)
    }

    /// Writes class ids in their display colours, as an 8-bit RGB PNG.
    ///
    /// - Throws: `ImageFileError.cannotWrite`, `.codecMissing`.
    public static func write(
        _ labels: LabelMap, palette: [ClassSet.Colour], to path: String
    ) throws(ImageFileError) {
        try write(labels.coloured(palette), to: path)
    }

    /// An 8-bit RGB PNG as bytes; `name` is what errors call it. Rows are filtered: smaller for photographs.
    ///
    /// - Throws: `ImageFileError.cannotWrite`, `.codecMissing`.
    public static func png(_ image: RGBImage, name: String) throws(ImageFileError) -> [UInt8] {
        try encodePNG(
            image.pixels, image.size, AV_PIX_FMT_RGB24, bytesPerPixel: 3, isFiltered: true, path: name
        ) { bytes throws(ImageFileError) in Array(bytes) }
    }

    private static func writePNG(
        _ samples: [UInt8], _ size: FrameSize, _ format: AVPixelFormat, bytesPerPixel: Int, to path: String
    ) throws(ImageFileError) {
        try encodePNG(samples, size, format, bytesPerPixel: bytesPerPixel, isFiltered: false, path: path) {
            bytes throws(ImageFileError) in try FileBytes.write(bytes, to: path)
        }
    }

    /// Encodes, and hands the bytes on.
    private static func encodePNG<Result>(
        _ samples: [UInt8], _ size: FrameSize, _ format: AVPixelFormat, bytesPerPixel: Int, isFiltered: Bool,
        path: String, _ body: (UnsafeRawBufferPointer) throws(ImageFileError) -> Result
    ) throws(ImageFileError) -> Result {
        FFmpegLog.silence()
        guard let codec = avcodec_find_encoder(AV_CODEC_ID_PNG) else { throw .codecMissing(name: "png") }
        var context = avcodec_alloc_context3(codec)
        var frame = av_frame_alloc()
        var packet = av_packet_alloc()
        defer {
            avcodec_free_context(&context)
            av_frame_free(&frame)
            av_packet_free(&packet)
        }
        guard let context, let frame, let packet else { throw .cannotWrite(path: path, code: ENOMEM) }
        context.pointee.width = Int32(size.width)
        context.pointee.height = Int32(size.height)
        context.pointee.pix_fmt = format
        context.pointee.time_base = AVRational(num: 1, den: 1)
        context.pointee.thread_count = 1
        if isFiltered { av_opt_set(context.pointee.priv_data, "pred", "mixed", 0) }
        frame.pointee.width = Int32(size.width)
        frame.pointee.height = Int32(size.height)
        frame.pointee.format = format.rawValue
        guard avcodec_open2(context, codec, nil) == 0, av_frame_get_buffer(frame, 0) == 0,
            let data = frame.pointee.data.0
        else { throw .cannotWrite(path: path, code: ENOMEM) }
        let line = size.width * bytesPerPixel
        samples.withUnsafeBufferPointer { samples in
            for y in 0..<size.height {
                (data + Int(frame.pointee.linesize.0) * y).update(from: samples.baseAddress! + line * y, count: line)
            }
        }
        guard avcodec_send_frame(context, frame) == 0, avcodec_receive_packet(context, packet) == 0 else {
            throw .cannotWrite(path: path, code: EINVAL)
        }
        return try body(UnsafeRawBufferPointer(start: packet.pointee.data, count: Int(packet.pointee.size)))
    }
}
