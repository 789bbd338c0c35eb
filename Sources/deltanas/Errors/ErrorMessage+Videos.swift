import Foundation
import VideoData

extension ErrorMessage {
    /// What FFmpeg says of an error, in brackets; nothing where it says nothing.
    static func ffmpeg(_ code: Int32) -> String {
        FFmpegMessage.text(code).map { " (FFmpeg: \($0))" } ?? ""
    }

    init(_ error: VideoError) {
        switch error {
        case .notAVideo(let path, let code):
            self.init(
                .mismatch, at: path, "is no video that FFmpeg reads\(Self.ffmpeg(code))",
                remedy: "give an MP4, Matroska, WebM, AVI or Motion JPEG file, or a folder of frames")
        case .playlist(let path, let format):
            self.init(
                .mismatch, at: path, "is a list of other files (\(format)), which are not opened",
                remedy: "give the video itself")
        case .noVideoStream(let path, let streams):
            self.init(
                .mismatch, at: path,
                streams.isEmpty
                    ? "there is nothing in it" : "there is no video in it, only \(streams.joined(separator: ", "))",
                remedy: "give a file with a video in it")
        case .noFrames(let path):
            self.init(.mismatch, at: path, "not one frame can be decoded", remedy: "give a video with frames")
        case .truncated(let path, let frames):
            self.init(
                .mismatch, at: path,
                frames == 0
                    ? "the video is cut off: what is there of it has not one frame that can be decoded"
                    : "the video is cut off: it ends after \(counted(frames, "frame"))",
                remedy: frames == 0
                    ? "copy it again, or record it anew: an MP4 whose recording was broken off has no index"
                    : "copy it again, or take what is there with --frames 0..\(frames - 1)")
        case .damaged(let path, let frames, let code):
            self.init(
                .mismatch, at: path,
                "the video is damaged after \(counted(frames, "frame"))\(Self.ffmpeg(code))",
                remedy: frames == 0
                    ? "copy it again" : "copy it again, or take what is there with --frames 0..\(frames - 1)")
        case .sizeChanges(let path, let frame, let was, let now):
            self.init(
                .mismatch, at: path, "frame \(frame) is \(now), while those before are \(was)",
                remedy: "cut the video where its size changes")
        case .tooLarge(let path, let width, let height):
            self.init(
                .mismatch, at: path, "claims \(height)x\(width) pixels a frame, more than are decoded",
                remedy: "give a smaller video")
        case .rotation(let path, let degrees):
            self.init(
                .mismatch, at: path,
                "asks to be turned by \(Quantity.number(degrees)) degrees, which is no multiple of a right angle",
                remedy: "turn it with a video editor first")
        case .unsupportedFormat(let path, let format):
            self.init(
                .mismatch, at: path, "the pixel format \(format) is not read", remedy: "convert it to yuv420p")
        case .decoderMissing(let path, let codec):
            self.init(
                .mismatch, at: path, "FFmpeg's libraries here do not decode \(codec)",
                remedy: "convert it to H.264, or install FFmpeg's libraries with that decoder")
        case .encoderMissing(let path, let encoders):
            self.init(
                .usage, at: path, "FFmpeg's libraries here have none of \(encoders.joined(separator: ", "))",
                remedy: "choose another extension")
        case .unknownExtension(let path, let known):
            self.init(
                .usage, at: path, "its extension is none of a video's",
                remedy: "give one of \(known.joined(separator: " ")), or a folder's name with / behind it")
        case .noRoom(let path, let frames, let folder, let bytes, let free):
            self.init(
                .mismatch, at: path,
                "\(counted(frames, "decoded frame")) of it, beside those in memory, take \(Quantity.bytes(bytes)) in \(folder), which has \(Quantity.bytes(free)) left",
                remedy: "choose fewer with --frames or --stride, or set TMPDIR to a folder with room")
        case .cannotEncode(let path, let code):
            self.init(
                .usage, at: path, "cannot be written\(Self.ffmpeg(code))",
                remedy: "choose another extension or another place")
        }
    }

    init(_ error: DataSetError) {
        switch error {
        case .missing(let path):
            self.init(
                path.isEmpty ? .usage : .mismatch, at: path.isEmpty ? "--data" : path,
                path.isEmpty ? "the data set's folder is missing" : "there is no such folder",
                remedy: "give the data set's folder: cityscapes:FOLDER")
        case .noFrames(let folder, let patterns):
            self.init(
                .mismatch, at: folder, "no frames lie there as \(patterns.joined(separator: " or "))",
                remedy: "give the folder that these paths begin in, or describe yours in a dataset.json")
        case .nothingSelected(let folder, let split):
            self.init(
                .mismatch, at: folder, "there is no split '\(split)'",
                remedy: "name one of the data set's, or leave split= out")
        case .notListed(let list, let line, let item):
            self.init(
                .mismatch, at: "\(list):\(line)", "'\(item)' is none of the data set's frames or videos",
                remedy: "correct the list, or give the folder that it is of")
        case .badList(let path):
            self.init(
                .mismatch, at: path, "the list names nothing", remedy: "write a frame or a video a line, as UTF-8")
        case .classCount(let name, let classes, let wanted):
            self.init(
                .mismatch, at: "--data",
                "\(name) has \(counted(classes, "class", "classes")), while the network has \(wanted)",
                remedy: "give a teacher of its classes, or leave its labels out with ,labels=none")
        case .unknownLabel(let path, let label, let x, let y):
            self.init(
                .mismatch, at: path, "\(label) at pixel (\(x), \(y)) stands for nothing in the data set's description",
                remedy: "add it to the map, or write \"other\": \"void\"")
        case .unknownOption(let text, let option, let known):
            self.init(
                .usage, at: "--data", "'\(option)' in '\(text)' is no option of data sets",
                remedy: "known: \(known.joined(separator: ", "))")
        case .emptyOption(let text, let option):
            self.init(.usage, at: "--data", "'\(text)' says nothing for \(option)", remedy: "write \(option)=NAME")
        }
    }
}
