import CFFmpeg
import Foundation

/// The file that a video is written to, under another name until it is finished. Used by one thread at a time.
final class VideoTarget {
    private let path: String
    private let temporary: String
    private var file: Int32
    private var io: UnsafeMutablePointer<AVIOContext>?
    private var format: UnsafeMutablePointer<AVFormatContext>?
    private var stream: UnsafeMutablePointer<AVStream>?

    /// - Throws: ``VideoError/encoderMissing(path:encoders:)``; `ImageFileError.cannotWrite`, `.notARegularFile`.
    init(_ path: String, _ kind: VideoFormat) throws {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw ImageFileError.notARegularFile(path: path)
        }
        self.path = path
        temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        var format: UnsafeMutablePointer<AVFormatContext>?
        guard avformat_alloc_output_context2(&format, nil, kind.muxer, nil) >= 0, let format else {
            throw VideoError.encoderMissing(path: path, encoders: [kind.muxer])
        }
        self.format = format
        file = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw ImageFileError.cannotWrite(path: path, code: errno) }
        io = deltanas_io_open(file, 1)
        format.pointee.pb = io
        // The same frames make the same file.
        format.pointee.flags |= AVFMT_FLAG_BITEXACT
        stream = avformat_new_stream(format, nil)
        guard io != nil, stream != nil else { throw ImageFileError.cannotWrite(path: path, code: ENOMEM) }
    }

    deinit {
        avformat_free_context(format)
        deltanas_io_close(&io)
        guard file >= 0 else { return }
        close(file)
        unlink(temporary)
    }

    var wantsGlobalHeader: Bool { format.map { $0.pointee.oformat.pointee.flags & AVFMT_GLOBALHEADER != 0 } ?? false }

    func begin(_ context: UnsafeMutablePointer<AVCodecContext>) throws {
        guard let stream else { return }
        try VideoWriter.check(avcodec_parameters_from_context(stream.pointee.codecpar, context), path)
        stream.pointee.time_base = context.pointee.time_base
        stream.pointee.avg_frame_rate = context.pointee.framerate
        try VideoWriter.check(avformat_write_header(format, nil), path)
    }

    func write(_ packet: UnsafeMutablePointer<AVPacket>, _ timeBase: AVRational) throws {
        guard let stream else { return }
        packet.pointee.stream_index = stream.pointee.index
        av_packet_rescale_ts(packet, timeBase, stream.pointee.time_base)
        try VideoWriter.check(av_interleaved_write_frame(format, packet), path)
        if let io { try VideoWriter.check(io.pointee.error, path) }
    }

    /// - Parameter other: the name that the file gets; nil: the one that was asked for.
    func finish(as other: String?) throws {
        let path = other ?? path
        try VideoWriter.check(av_write_trailer(format), path)
        avio_flush(io)
        if let io { try VideoWriter.check(io.pointee.error, path) }
        guard fsync(file) == 0, rename(temporary, path) == 0 else {
            throw ImageFileError.cannotWrite(path: path, code: errno)
        }
        close(file)
        file = -1
        FileBytes.syncFolder(of: path)
    }
}
