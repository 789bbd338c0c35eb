import CFFmpeg
import Foundation

/// A video file's packets. Used by one thread at a time.
final class VideoInput {
    let path: String
    /// Whether the file is shorter than it says itself, or its last packet was.
    private(set) var isCutOff: Bool
    let format: UnsafeMutablePointer<AVFormatContext>
    let stream: UnsafeMutablePointer<AVStream>
    private let file: Int32
    private var io: UnsafeMutablePointer<AVIOContext>?
    /// A packet that was read before it was asked for, or an empty one.
    private var held = av_packet_alloc()

    /// - Throws: `VideoError`; `ImageFileError.cannotRead`, `.notARegularFile`.
    init(_ path: String) throws {
        FFmpegLog.silence()
        let (file, size) = try FileBytes.open(path)
        guard size > 0 else {
            close(file)
            throw ImageFileError.empty(path: path)
        }
        let isCutOff = VideoContainer.isCutOff(file, size: size)
        var io = deltanas_io_open(file, 0)
        var format = avformat_alloc_context()
        do {
            guard io != nil, let opened = format else { throw ImageFileError.cannotRead(path: path, code: ENOMEM) }
            opened.pointee.pb = io
            // Closing leaves the descriptor alone.
            opened.pointee.flags |= AVFMT_FLAG_CUSTOM_IO
            deltanas_refuse_further_files(opened)
            var options: OpaquePointer?
            // No protocol has this name: nothing can be opened by way of one.
            av_dict_set(&options, "protocol_whitelist", "none", 0)
            defer { av_dict_free(&options) }
            // Frees the context where it fails.
            let code = avformat_open_input(&format, path, nil, &options)
            guard code == 0, let opened = format else {
                throw isCutOff ? VideoError.truncated(path: path, frames: 0) : .notAVideo(path: path, code: code)
            }
            let name = String(cString: opened.pointee.iformat.pointee.name)
            if Self.lists.contains(name) { throw VideoError.playlist(path: path, format: name) }
            if Self.others.contains(name) { throw VideoError.notAVideo(path: path, code: 0) }
            Self.findStreams(opened)
            stream = try Self.video(of: opened, path: path, isCutOff: isCutOff)
            self.format = opened
        } catch {
            avformat_close_input(&format)
            deltanas_io_close(&io)
            close(file)
            throw error
        }
        self.path = path
        self.file = file
        self.io = io
        self.isCutOff = isCutOff
        for index in 0..<Int(self.format.pointee.nb_streams) {
            guard let other = self.format.pointee.streams[index], other != stream else { continue }
            other.pointee.discard = AVDISCARD_ALL
        }
    }

    deinit {
        var format = Optional(format)
        avformat_close_input(&format)
        deltanas_io_close(&io)
        av_packet_free(&held)
        close(file)
    }

    /// Formats that consist of names of other files.
    private static let lists: Set = ["hls", "dash", "concat", "sdp", "rtsp", "webm_dash_manifest", "ffmetadata", "imf"]
    /// Texts and their like, which FFmpeg draws.
    private static let others: Set = ["tty", "bin", "xbin", "adf", "idf", "lrc", "srt", "ass", "webvtt"]

    /// Looks at as many packets as it takes to know the streams; what a header declares is not allocated unseen.
    private static func findStreams(_ format: UnsafeMutablePointer<AVFormatContext>) {
        let count = Int(format.pointee.nb_streams)
        var options = [OpaquePointer?](repeating: nil, count: max(1, count))
        for index in 0..<count {
            av_dict_set(&options[index], "max_pixels", "\(VideoDecoder.maximumPixels)", 0)
            av_dict_set(&options[index], "threads", "1", 0)
        }
        // What it cannot find out shows when frames are decoded.
        avformat_find_stream_info(format, &options)
        for index in 0..<count { av_dict_free(&options[index]) }
    }

    /// The best video stream that is more than a cover.
    private static func video(
        of format: UnsafeMutablePointer<AVFormatContext>, path: String, isCutOff: Bool
    ) throws(VideoError) -> UnsafeMutablePointer<AVStream> {
        let streams = (0..<Int(format.pointee.nb_streams)).compactMap { format.pointee.streams[$0] }
        let videos = streams.filter {
            $0.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_VIDEO
                && $0.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0
        }
        let best = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
        if let chosen = videos.first(where: { $0.pointee.index == best }) ?? videos.first { return chosen }
        guard !streams.isEmpty || !isCutOff else { throw .truncated(path: path, frames: 0) }
        throw .noVideoStream(
            path: path,
            streams: streams.prefix(8).map {
                let parameters = $0.pointee.codecpar!
                let kind = av_get_media_type_string(parameters.pointee.codec_type).map { String(cString: $0) }
                let isCover = $0.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
                return (isCover ? "a cover picture" : kind ?? "data")
                    + " (\(String(cString: avcodec_get_name(parameters.pointee.codec_id))))"
            })
    }

    /// The video's next packet that is whole; FFmpeg's code where there is none.
    func read(into packet: UnsafeMutablePointer<AVPacket>) -> Int32 {
        av_packet_unref(packet)
        if let held, held.pointee.data != nil {
            av_packet_move_ref(packet, held)
        } else {
            let code = readNext(into: packet)
            if code < 0 { return code }
        }
        guard !ends(packet), let held else { return 0 }
        // Some cameras leave the end out; where the file ends as well, the picture does too early.
        guard readNext(into: held) == deltanas_averror_eof() else { return 0 }
        av_packet_unref(packet)
        isCutOff = true
        return deltanas_averror_eof()
    }

    private func readNext(into packet: UnsafeMutablePointer<AVPacket>) -> Int32 {
        while true {
            av_packet_unref(packet)
            let code = av_read_frame(format, packet)
            if code < 0 { return code }
            guard packet.pointee.stream_index == stream.pointee.index else { continue }
            guard packet.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 else { return 0 }
            av_packet_unref(packet)
            isCutOff = true
            return deltanas_averror_eof()
        }
    }

    /// Whether a Motion JPEG picture has its end; the decoder would make one up.
    private func ends(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool {
        guard stream.pointee.codecpar.pointee.codec_id == AV_CODEC_ID_MJPEG, let data = packet.pointee.data else {
            return true
        }
        var at = Int(packet.pointee.size) - 2
        let first = max(0, at - 64)
        while at >= first {
            if data[at] == 0xFF, data[at + 1] == 0xD9 { return true }
            at -= 1
        }
        return false
    }
}
