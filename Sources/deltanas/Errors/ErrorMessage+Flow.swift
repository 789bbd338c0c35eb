import VideoData

extension ErrorMessage {
    init(_ error: FlowError) {
        switch error {
        case .notKnown(let source):
            self.init(
                .usage, at: "--flow", "\(source) does not know its exact flow, streets do",
                remedy: "leave --flow out, or give a folder of .flo files")
        case .missingFolder(let path):
            self.init(
                .mismatch, at: path, "there is no such folder of flow",
                remedy: "give exact, dis, or a folder of .flo files")
        case .notAFolder(let path):
            self.init(.mismatch, at: path, "is no folder", remedy: "give the folder that the .flo files lie in")
        case .missingFile(let path, let frame):
            self.init(
                .mismatch, at: path, "there is no flow for frame \(frame)",
                remedy: "every frame but the first needs FRAME.flo, its flow to the frame before")
        case .notFlow(let path):
            self.init(
                .mismatch, at: path, "is no .flo file: it does not begin with PIEH",
                remedy: "write flow in Middlebury's format")
        case .impossibleSize(let path, let width, let height):
            self.init(
                .mismatch, at: path, "claims flow of \(height)x\(width) pixels", remedy: "write the file again")
        case .length(let path, let expected, let found):
            self.init(
                .mismatch, at: path, "has \(found) bytes, where its header asks for \(expected)",
                remedy: found < expected ? "the file is cut off: copy it again" : "write one field a file")
        case .sizeDiffers(let path, let size, let frames):
            self.init(
                .mismatch, at: path, "is flow of \(size) pixels, while the frames are \(frames)",
                remedy: "give flow at the size of the frames")
        case .estimation(let reason):
            self.init(
                .internal, "optical flow failed: \(reason)", remedy: "give flow as .flo files, or --temporal none")
        }
    }
}
