import Foundation

/// A container that videos are written in, by the extension of its files.
public enum VideoFormat: String, CaseIterable, Sendable {
    case mp4, mov, mkv, webm, avi, mjpeg

    /// The format that a path asks for; nil where it has no extension.
    ///
    /// A name's last part is an extension where it is at most five letters and digits, a letter among them: `runs/1.5` has
    /// none.
    ///
    /// - Throws: ``VideoError/unknownExtension(path:known:)``.
    public init?(path: String) throws(VideoError) {
        let suffix = (path as NSString).pathExtension.lowercased()
        guard !suffix.isEmpty, !path.hasSuffix("/"), suffix.count <= 5, suffix.contains(where: \.isLetter),
            suffix.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
        else { return nil }
        guard let format = VideoFormat(rawValue: suffix) else {
            throw .unknownExtension(path: path, known: Self.allCases.map { ".\($0.rawValue)" })
        }
        self = format
    }

    /// FFmpeg's name.
    var muxer: String { self == .mkv ? "matroska" : rawValue }

    /// FFmpeg's names of encoders whose output goes into it, the best first.
    var encoders: [String] {
        switch self {
        case .mp4, .mov, .mkv: ["libx264", "mpeg4"]
        case .webm: ["libvpx-vp9", "libvpx"]
        case .avi: ["mpeg4", "mjpeg"]
        case .mjpeg: ["mjpeg"]
        }
    }
}
