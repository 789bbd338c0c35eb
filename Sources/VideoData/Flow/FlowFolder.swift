import Foundation

/// A folder of `.flo` files beside a video: a frame's backward flow, to the frame before, lies in `NAME.flo`, NAME being
/// the frame's own (its file's name without extension).
public struct FlowFolder: Sendable {
    public let path: String

    /// Looks at the files of some frames of a source: that they are there, and as large as the frames, by their headers.
    ///
    /// Fields may have the size that the source delivers, or that of the files it reads.
    ///
    /// - Parameter frames: whose flow will be read.
    /// - Throws: ``FlowError``; ``ImageFileError/cannotRead(path:code:)``.
    public init(_ path: String, for source: any FrameSource, frames: some Sequence<Int>) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw FlowError.missingFolder(path: path)
        }
        guard isFolder.boolValue else { throw FlowError.notAFolder(path: path) }
        self.path = path
        for index in frames {
            let file = file(of: index, source)
            guard FileManager.default.fileExists(atPath: file) else {
                throw FlowError.missingFile(path: file, frame: index)
            }
            try Self.check(FlowFile.size(file), source, file)
        }
    }

    /// - Throws: ``FlowError``; ``ImageFileError/cannotRead(path:code:)``.
    public func flow(at index: Int, of source: any FrameSource) throws -> FlowField {
        let file = file(of: index, source)
        let flow = try FlowFile.read(file)
        try Self.check(flow.size, source, file)
        return flow
    }

    private func file(of index: Int, _ source: any FrameSource) -> String {
        "\(path)\(path.hasSuffix("/") ? "" : "/")\(source.frameName(at: index)).flo"
    }

    private static func check(_ size: FrameSize, _ source: any FrameSource, _ file: String) throws(FlowError) {
        let own = (source as? FrameFolder)?.fileSize ?? source.size
        guard size == own || size == source.size else {
            throw .sizeDiffers(path: file, size: size, frames: own)
        }
    }
}
