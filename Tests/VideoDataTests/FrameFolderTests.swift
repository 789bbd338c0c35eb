import Foundation
import Testing

@testable import VideoData

@Suite struct FrameFolderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A picture of one gray.
    private func frame(_ value: UInt8, width: Int = 4, height: Int = 2) -> [UInt8] {
        let row = Array(repeating: value, count: 3 * width)
        return TestPNG(width: width, height: height, colourType: 2, rows: Array(repeating: row, count: height)).bytes
    }

    private func label(_ rows: [[UInt8]]) -> [UInt8] {
        TestPNG(width: rows[0].count, height: rows.count, rows: rows).bytes
    }

    @Test func framesStandInNaturalOrder() throws {
        for (name, value) in [("f10.png", 10), ("f9.png", 9), ("f1.PNG", 1), ("e100.png", 0)] as [(String, UInt8)] {
            try folder.write(frame(value), name)
        }
        try folder.write([1, 2, 3], "notes.txt")
        try folder.write([1, 2, 3], ".DS_Store")
        try folder.write([1, 2, 3], "._f1.png")
        try FileManager.default.createDirectory(atPath: "\(folder.path)/sub", withIntermediateDirectories: false)
        let source = try FrameFolder(folder.path, classCount: 11)
        #expect(source.frameCount == 4)
        #expect(!source.isLabelled)
        #expect(source.size == FrameSize(height: 2, width: 4))
        #expect(try (0..<4).map { try source.frame(at: $0).pixels[0] } == [0, 1, 9, 10])
        #expect(try source.labels(at: 0) == nil)
        #expect(try source.flow(at: 1) == nil)
        #expect(throws: FrameSourceError.indexOutOfRange(source: folder.path, index: 4, frameCount: 4)) {
            try source.frame(at: 4)
        }
    }

    /// A clip without one of its frames would be another clip.
    @Test func noPictureIsPassedOver() throws {
        try folder.write(frame(1), "a.png")
        let sub = "\(folder.path)/sub.PNG"
        try FileManager.default.createDirectory(atPath: sub, withIntermediateDirectories: false)
        #expect(throws: FrameSourceError.folderAmongFrames(path: sub)) { try FrameFolder(folder.path, classCount: 11) }
        try FileManager.default.removeItem(atPath: sub)

        // Latin-1: é is one byte, which is no UTF-8.
        for name in ["r\\xE9sum\\xE9.txt", "fr\\xE9.png"] {
            let bytes = name.replacing("\\xE9", with: "~").utf8.map { $0 == UInt8(ascii: "~") ? 0xE9 : $0 }
            let path = (Array((folder.path + "/").utf8) + bytes + [0]).map { CChar(bitPattern: $0) }
            let file = open(path, O_WRONLY | O_CREAT, 0o644)
            try #require(file >= 0)
            close(file)
            defer { unlink(path) }
            if name.hasSuffix("txt") {
                #expect(try FrameFolder(folder.path, classCount: 11).frameCount == 1)
            } else {
                #expect(throws: FrameSourceError.nameIsNoText(folder: folder.path, name: name)) {
                    try FrameFolder(folder.path, classCount: 11)
                }
            }
        }
    }

    /// Opening a pipe waits for someone who writes into it; nobody does.
    @Test func aPipeAmongFramesIsAnError() throws {
        try folder.write(frame(1), "image/a.png")
        try folder.write(label([[0, 1, 2, 3], [0, 1, 2, 3]]), "label/a.png")
        for name in ["image/b.png", "label/a.png"] {
            let path = "\(folder.path)/\(name)"
            unlink(path)
            try #require(mkfifo(path, 0o644) == 0)
            #expect(throws: ImageFileError.notARegularFile(path: path)) {
                try FrameFolder(folder.path, classCount: 11)
            }
            #expect(throws: ImageFileError.notARegularFile(path: path)) { try SHA256.hex(ofFile: path) }
            #expect(throws: ImageFileError.notARegularFile(path: path)) {
                try ImageFile.write(RGBImage(width: 1, height: 1, pixels: [1, 2, 3]), to: path)
            }
            unlink(path)
        }
    }

    @Test func labelsBelongToFramesByName() throws {
        for name in ["a", "b", "c"] { try folder.write(frame(1), "image/\(name).png") }
        try folder.write(label([[0, 1, 2, 3], [10, 11, 255, 4]]), "label/b.png")
        try folder.write(label([[0]]), "label/z.png")
        let source = try FrameFolder(folder.path + "/", classCount: 11)
        #expect(source.isLabelled)
        #expect(try source.labels(at: 0) == nil)
        #expect(try source.labels(at: 1)?.ids == [0, 1, 2, 3, 10, 255, 255, 4])
        let both = try source.labelledFrame(at: 1)
        #expect(both.labels?.ids.count == 8)
    }

    @Test func labelsOutOfRangeNameFileAndPixel() throws {
        try folder.write(frame(1), "image/a.png")
        try folder.write(label([[0, 1, 2, 3], [0, 0, 12, 4]]), "label/a.png")
        let source = try FrameFolder(folder.path, classCount: 11)
        let path = "\(folder.path)/label/a.png"
        #expect(throws: FrameSourceError.labelOutOfRange(path: path, id: 12, x: 2, y: 1, classCount: 11)) {
            try source.labels(at: 0)
        }
        #expect(try FrameFolder(folder.path, classCount: 19).labels(at: 0)?.ids[6] == 12)
    }

    @Test func sizesMustAgree() throws {
        try folder.write(frame(1), "image/a.png")
        try folder.write(frame(1, width: 5), "image/b.png")
        #expect(
            throws: FrameSourceError.sizesDiffer(
                first: "\(folder.path)/image/a.png", firstSize: FrameSize(height: 2, width: 4),
                other: "\(folder.path)/image/b.png", otherSize: FrameSize(height: 2, width: 5))
        ) { try FrameFolder(folder.path, classCount: 11) }
        try FileManager.default.removeItem(atPath: "\(folder.path)/image/b.png")
        try folder.write(label([[0, 1], [0, 1]]), "label/a.png")
        #expect(
            throws: FrameSourceError.labelSizeDiffers(
                label: "\(folder.path)/label/a.png", labelSize: FrameSize(height: 2, width: 2),
                frame: "\(folder.path)/image/a.png", frameSize: FrameSize(height: 2, width: 4))
        ) { try FrameFolder(folder.path, classCount: 11) }
    }

    @Test func whatCannotBeOpenedSaysWhy() throws {
        #expect(throws: FrameSourceError.noFrames(folder: folder.path, otherFiles: 0)) {
            try FrameFolder(folder.path, classCount: 11)
        }
        let text = try folder.write(Array("hello".utf8), "notes.txt")
        #expect(throws: FrameSourceError.noFrames(folder: folder.path, otherFiles: 1)) {
            try FrameFolder(folder.path, classCount: 11)
        }
        #expect(throws: FrameSourceError.singlePicture(path: text)) { try FrameFolder(text, classCount: 11) }
        #expect(throws: FrameSourceError.missing(path: "\(folder.path)/none")) {
            try FrameFolder("\(folder.path)/none", classCount: 11)
        }
        try folder.write(frame(1), "a.png")
        let fake = try folder.write(Array("hello".utf8), "b.png")
        #expect(throws: ImageFileError.notAnImage(path: fake)) { try FrameFolder(folder.path, classCount: 11) }
    }

    @Test func aLinkToNothingIsAnError() throws {
        try folder.write(frame(1), "a.png")
        let link = "\(folder.path)/b.png"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "nowhere.png")
        #expect(throws: ImageFileError.cannotRead(path: link, code: 2)) {
            _ = try FrameFolder(folder.path, classCount: 11)
        }
    }

    @Test func framesAreResampledAndLabelsStay() throws {
        try folder.write(frame(77), "image/a.png")
        try folder.write(label([[0, 1, 2, 3], [4, 5, 6, 7]]), "label/a.png")
        let source = try FrameFolder(folder.path, size: FrameSize(height: 6, width: 3), classCount: 11)
        let image = try source.frame(at: 0)
        #expect(image.size == FrameSize(height: 6, width: 3))
        #expect(image.pixels.allSatisfy { $0 == 77 })
        #expect(try source.labels(at: 0)?.size == FrameSize(height: 2, width: 4))
    }

    @Test func fingerprintsFollowNamesAndBytes() throws {
        try folder.write(frame(1), "image/a.png")
        try folder.write(frame(2), "image/b.png")
        let first = try FrameFolder(folder.path, classCount: 11).fingerprint()
        #expect(first.count == 64)
        #expect(try FrameFolder(folder.path + "/", classCount: 11).fingerprint() == first)
        try folder.write(label([[0, 1, 2, 3], [4, 5, 6, 7]]), "label/b.png")
        let labelled = try FrameFolder(folder.path, classCount: 11)
        let second = try labelled.fingerprint()
        #expect(second != first)
        let head = try SubSource(labelled, FrameRange(first: 0, last: 0)).fingerprint()
        try folder.write(frame(3), "image/c.png")
        let grown = try FrameFolder(folder.path, classCount: 11)
        #expect(try grown.fingerprint() != second)
        #expect(try SubSource(grown, FrameRange(first: 0, last: 0)).fingerprint() == head)
        try folder.write(frame(9), "image/a.png")
        #expect(try SubSource(grown, FrameRange(first: 0, last: 0)).fingerprint() != head)
    }

    @Test(arguments: [
        ("a9", "a10"), ("a", "b"), ("a", "a0"), ("a1b", "a2a"), ("a01", "a1"), ("x0099", "x100"), ("9", "10"),
        ("f18446744073709551616", "f18446744073709551617"), ("A", "a"),
    ])
    func naturalOrderCounts(one: String, other: String) {
        #expect(NaturalOrder.precedes(one, other))
        #expect(!NaturalOrder.precedes(other, one))
        #expect(!NaturalOrder.precedes(one, one))
    }
}
