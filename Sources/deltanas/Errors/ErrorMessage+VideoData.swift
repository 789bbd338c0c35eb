import VideoData

extension ErrorMessage {
    init(_ error: FrameSourceError) {
        switch error {
        case .missing(let path):
            self.init(
                path.isEmpty ? .usage : .mismatch, at: path.isEmpty ? "--data" : path,
                path.isEmpty ? "'' names no data" : "there is no such file or folder",
                remedy: "give a video, a folder of PNG or JPEG frames, or streets:SEED")
        case .singlePicture(let path):
            self.init(
                .mismatch, at: path, "is a single picture",
                remedy: "give the folder that the frames lie in, or a pattern such as frames/%05d.png")
        case .nothingFits(let pattern, let others):
            self.init(
                .mismatch, at: pattern, "fits none of the \(counted(others, "file")) there",
                remedy: "write %d, %05d, * or ? for what differs, in quotes for the shell")
        case .hole(let pattern, let before, let after, let missing):
            self.init(
                .mismatch, at: pattern,
                "\(counted(missing, "picture")) \(missing == 1 ? "is" : "are") missing between \(before) and \(after)",
                remedy: "add what is missing, or write * for the number to take the pictures as they are")
        case .cannotList(let path):
            self.init(.mismatch, at: path, "cannot be listed", remedy: "check the folder's permissions")
        case .noFrames(let folder, let others):
            self.init(
                .mismatch, at: folder,
                others == 0 ? "the folder is empty" : "no PNG or JPEG among its \(counted(others, "file"))",
                remedy: "give a folder of frames, or one with image/ and label/")
        case .nameIsNoText(let folder, let name):
            self.init(
                .mismatch, at: folder, "the name of the picture \(name) is not UTF-8",
                remedy: "rename it, or move it elsewhere")
        case .folderAmongFrames(let path):
            self.init(
                .mismatch, at: path, "is a folder with the name of a picture", remedy: "rename it, or move it elsewhere"
            )
        case .sizesDiffer(let first, let firstSize, let other, let otherSize):
            self.init(
                .mismatch, at: other, "is \(otherSize), while \(first) is \(firstSize)",
                remedy: "bring all frames of a clip to one size")
        case .labelSizeDiffers(let label, let labelSize, _, let frameSize):
            self.init(
                .mismatch, at: label, "is \(labelSize), while its frame is \(frameSize)",
                remedy: "bring labels to the size of their frames")
        case .labelOutOfRange(let path, let id, let x, let y, let classCount):
            self.init(
                .mismatch, at: path,
                "class \(id) at pixel (\(x), \(y)), where there are classes 0 to \(classCount - 1)",
                remedy: "renumber the labels; \(classCount) and 255 mean void")
        case .sizeChanged(let path, let was, let now):
            self.init(
                .mismatch, at: path, "was \(was) and is \(now) now",
                remedy: "leave the frames alone while they are read")
        case .indexOutOfRange(let source, let index, let frameCount):
            self.init(
                .mismatch, at: source, "there is no frame \(index) among \(counted(frameCount, "frame"))",
                remedy: "choose --frames among those there are")
        case .malformedSeed(let text, let seed):
            self.init(
                .usage, at: "--data", "'\(seed)' in '\(text)' is no seed", remedy: "give a whole number: streets:7")
        case .unknownOption(let text, let option, let known):
            self.init(
                .usage, at: "--data", "'\(option)' in '\(text)' is no option of streets",
                remedy: "known: \(known.map { "\($0)=N" }.joined(separator: ", "))")
        case .malformedOption(let text, let option, let value):
            self.init(
                .usage, at: "--data", "'\(value)' in '\(text)' is no count",
                remedy: "give a whole number of at least 1: \(option)=48")
        case .repeatedOption(let text, let option):
            self.init(.usage, at: "--data", "'\(text)' says \(option) twice", remedy: "say it once")
        case .endlessPart(let text):
            self.init(
                .usage, at: "--data", "'\(text)' has no end, so that nothing can follow",
                remedy: "say how many frames it has: \(text),frames=20")
        case .malformedRange(let text):
            self.init(.usage, at: "--frames", "'\(text)' is no range", remedy: "write A..B, A.. or ..B, such as 0..33")
        case .emptyRange(let text):
            self.init(.usage, at: "--frames", "'\(text)' ends before it begins", remedy: "put the smaller number first")
        case .rangeOutOfBounds(let range, let source, let frameCount):
            self.init(
                .mismatch, at: "--frames", "\(range) goes beyond the \(counted(frameCount, "frame")) of \(source)",
                remedy: "stay within 0..\(max(0, frameCount - 1))")
        }
    }

    init(_ error: ImageFileError) {
        switch error {
        case .cannotRead(let path, let code):
            self.init(.mismatch, at: path, "cannot be read: \(Self.system(code))", remedy: "check path and permissions")
        case .cannotWrite(let path, let code):
            self.init(
                .usage, at: path, "cannot be written: \(Self.system(code))",
                remedy: "choose another place, or make room there")
        case .notARegularFile(let path):
            self.init(.mismatch, at: path, Self.notAFile, remedy: Self.givePath)
        case .empty(let path): self.init(.mismatch, at: path, "the file is empty", remedy: "remove or replace it")
        case .notAnImage(let path):
            self.init(
                .mismatch, at: path, "is neither PNG nor JPEG, whatever its name says", remedy: "remove or replace it")
        case .truncated(let path):
            self.init(.mismatch, at: path, "the picture is cut off", remedy: "copy it again")
        case .damaged(let path, let code):
            self.init(.mismatch, at: path, "the picture is damaged\(Self.ffmpeg(code))", remedy: "copy it again")
        case .tooLarge(let path, let width, let height):
            self.init(
                .mismatch, at: path, "claims \(height)x\(width) pixels, more than are read",
                remedy: "give smaller frames")
        case .unsupportedFormat(let path, let format):
            self.init(
                .mismatch, at: path, "the pixel format \(format) is not read", remedy: "save it as 8-bit RGB or grey")
        case .labelsInColour(let path):
            self.init(
                .mismatch, at: path, "the labels are a colour picture",
                remedy: "save one class number a pixel, 8-bit grey or palette")
        case .lossyLabels(let path):
            self.init(.mismatch, at: path, "labels in a JPEG lose their numbers", remedy: "save them as PNG")
        case .labelTooLarge(let path, let value, let x, let y):
            self.init(
                .mismatch, at: path, "class \(value) at pixel (\(x), \(y)) is above 255", remedy: "renumber the labels")
        case .codecMissing(let name):
            self.init(
                .internal, "FFmpeg was built without \(name)", remedy: "install FFmpeg's libraries with scripts/setup")
        }
    }
}
