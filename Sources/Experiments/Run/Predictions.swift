import Foundation
import VideoData

/// Where a run's predictions go.
protocol Predictions: AnyObject {
    /// The size that frames are written at; nil: the network's input.
    var size: FrameSize? { get }

    /// Writes a frame's classes.
    ///
    /// - Parameters:
    ///   - classes: at the picture's size.
    ///   - picture: the frame.
    func write(_ classes: LabelMap, over picture: RGBImage, name: String) throws

    /// After the last frame of a stream that came to its end.
    func finish() throws

    /// After the last frame of a stream that was ended before; where what was written is, if that is elsewhere.
    func keep() throws -> String?
}

/// Paths that a run must not write to.
enum OutputPath {
    /// A path without links; of what is not there yet, its folder's and its name.
    static func resolved(_ path: String) -> String? {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        let url = URL(fileURLWithPath: path)
        let parent = url.deletingLastPathComponent().path
        guard let real = realpath(parent, nil) else { return nil }
        defer { free(real) }
        return "\(String(cString: real))/\(url.lastPathComponent)"
    }
}
