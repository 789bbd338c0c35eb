import Foundation
import Testing

@testable import VideoData

@Suite struct ImageFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// 16 x 8 pixels: (200, 40, 90) on the left, (20, 180, 60) on the right, quality 95 without chroma subsampling.
    static let jpeg = [UInt8](
        Data(
            base64Encoded: """
                /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoK\
                CgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK\
                CgoKCgoKCgr/wAARCAAIABADAREAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAABwj/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QA\
                FwEAAwEAAAAAAAAAAAAAAAAABAcJCv/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AJ3DqYGAg2bd/9k=
                """)!)

    @Test func picturesComeBackBitForBit() throws {
        for (height, width) in [(1, 1), (3, 5), (64, 128)] {
            let image = RGBImage(
                width: width, height: height,
                pixels: (0..<3 * width * height).map { UInt8(truncatingIfNeeded: $0 &* 77 >> 1) })
            let path = "\(folder.path)/a.png"
            try ImageFile.write(image, to: path)
            #expect(try ImageFile.decodeRGB(path) == image)
            #expect(try ImageFile.size(path) == image.size)
        }
        #expect(folder.files == ["a.png"], "no temporary file stays")
    }

    @Test func labelsComeBackAndCanBeColoured() throws {
        let labels = LabelMap(width: 4, height: 2, ids: [0, 1, 2, 10, 255, 11, 7, 3])
        try ImageFile.write(labels, to: "\(folder.path)/l.png")
        #expect(try ImageFile.decodeLabels("\(folder.path)/l.png") == labels)
        try ImageFile.write(labels, palette: ClassSet.camVid.palette, to: "\(folder.path)/c.png")
        let colours = try ImageFile.decodeRGB("\(folder.path)/c.png")
        #expect(Array(colours.pixels[0..<6]) == [128, 128, 128, 128, 0, 0])
        #expect(Array(colours.pixels[12..<18]) == [0, 0, 0, 0, 0, 0])
        #expect(throws: ImageFileError.labelsInColour(path: "\(folder.path)/c.png")) {
            try ImageFile.decodeLabels("\(folder.path)/c.png")
        }
    }

    @Test func jpegIsDecodedWhateverItsName() throws {
        let path = try folder.write(Self.jpeg, "frame.png")
        let image = try ImageFile.decodeRGB(path)
        #expect(image.size == FrameSize(height: 8, width: 16))
        for pixel in 0..<128 {
            let expected = pixel % 16 < 8 ? [200, 40, 90] : [20, 180, 60]
            for channel in 0..<3 { #expect(abs(Int(image.pixels[3 * pixel + channel]) - expected[channel]) <= 4) }
        }
        #expect(throws: ImageFileError.lossyLabels(path: path)) { try ImageFile.decodeLabels(path) }
    }

    @Test(arguments: [1, 2, 4, 8, 16] as [UInt8], [0, 3] as [UInt8])
    func labelsOfAnyDepthAreNumbers(bits: UInt8, colourType: UInt8) throws {
        guard !(bits == 16 && colourType == 3) else { return }
        let top = bits >= 8 ? 255 : 1 << Int(bits) - 1
        let ids = (0..<21).map { UInt8($0 % (top + 1)) } + [0, UInt8(top), 1]
        let rows = stride(from: 0, to: 24, by: 8).map { pack(ids[$0..<$0 + 8], bits: Int(bits)) }
        let palette: [UInt8] =
            colourType == 3 ? (0...top).flatMap { entry in [UInt8(255 - entry), 9, UInt8(entry)] } : []
        let png = TestPNG(width: 8, height: 3, bitDepth: bits, colourType: colourType, rows: rows, palette: palette)
        let path = try folder.write(png.bytes, "l.png")
        #expect(try ImageFile.decodeLabels(path).ids == ids)
        #expect(try ImageFile.decodeRGB(path).size == FrameSize(height: 3, width: 8))
    }

    private func pack(_ ids: ArraySlice<UInt8>, bits: Int) -> [UInt8] {
        if bits == 16 { return ids.flatMap { [0, $0] } }
        let perByte = 8 / bits
        return stride(from: ids.startIndex, to: ids.endIndex, by: perByte).map { start in
            ids[start..<start + perByte].reduce(0) { $0 << UInt8(bits % 8) | $1 }
        }
    }

    @Test func labelsAbove255NameTheirPixel() throws {
        let png = TestPNG(width: 2, height: 2, bitDepth: 16, rows: [[0, 3, 0, 4], [0, 5, 1, 44]])
        let path = try folder.write(png.bytes, "l.png")
        #expect(throws: ImageFileError.labelTooLarge(path: path, value: 300, x: 1, y: 1)) {
            try ImageFile.decodeLabels(path)
        }
    }

    @Test func alphaIsDroppedAndGraySpread() throws {
        let rgba = TestPNG(width: 2, height: 1, colourType: 6, rows: [[10, 20, 30, 0, 40, 50, 60, 255]])
        #expect(try ImageFile.decodeRGB(folder.write(rgba.bytes, "a.png")).pixels == [10, 20, 30, 40, 50, 60])
        let gray = TestPNG(width: 2, height: 1, rows: [[7, 250]])
        #expect(try ImageFile.decodeRGB(folder.write(gray.bytes, "g.png")).pixels == [7, 7, 7, 250, 250, 250])
    }

    @Test func everyCutOfAFileIsAnError() throws {
        let png = TestPNG(
            width: 4, height: 4, colourType: 2, rows: (0..<4).map { Array(repeating: UInt8($0), count: 12) })
        for (bytes, name) in [(png.bytes, "p.png"), (Self.jpeg, "j.jpg")] {
            for count in 0..<bytes.count {
                let path = try folder.write(Array(bytes[..<count]), name)
                #expect(throws: ImageFileError.self, "\(name) cut to \(count) bytes") { try ImageFile.decodeRGB(path) }
            }
            let half = try folder.write(Array(bytes[..<(bytes.count / 2)]), name)
            #expect(throws: ImageFileError.truncated(path: half)) { try ImageFile.decodeRGB(half) }
        }
    }

    @Test func flippedBitsNeverCrash() throws {
        let png = TestPNG(
            width: 4, height: 4, colourType: 2, rows: (0..<4).map { Array(repeating: UInt8($0), count: 12) })
        for (bytes, name) in [(png.bytes, "p.png"), (Self.jpeg, "j.jpg")] {
            for place in bytes.indices {
                var damaged = bytes
                damaged[place] ^= UInt8(1 << (place % 8))
                let path = try folder.write(damaged, name)
                if let image = try? ImageFile.decodeRGB(path) { #expect(image.pixels.count == 3 * image.size.pixels) }
            }
        }
    }

    @Test func whatIsNoPictureIsAnError() throws {
        let text = try folder.write(Array("this is no picture".utf8), "text.png")
        #expect(throws: ImageFileError.notAnImage(path: text)) { try ImageFile.decodeRGB(text) }
        let empty = try folder.write([], "empty.png")
        #expect(throws: ImageFileError.empty(path: empty)) { try ImageFile.decodeRGB(empty) }
        #expect(throws: ImageFileError.empty(path: empty)) { try ImageFile.size(empty) }
        let missing = "\(folder.path)/none.png"
        #expect(throws: ImageFileError.cannotRead(path: missing, code: ENOENT)) { try ImageFile.decodeRGB(missing) }
        #expect(throws: ImageFileError.notARegularFile(path: folder.path)) {
            try ImageFile.decodeRGB(folder.path)
        }
    }

    @Test func headersCannotInflateMemory() throws {
        var huge = TestPNG(width: 4, height: 4, rows: [])
        huge.width = 1 << 20
        huge.height = 1 << 20
        let path = try folder.write(huge.bytes, "huge.png")
        #expect(throws: ImageFileError.tooLarge(path: path, width: 1 << 20, height: 1 << 20)) {
            try ImageFile.decodeRGB(path)
        }
        huge.width = 1 << 14
        huge.height = 1 << 14
        let large = try folder.write(huge.bytes, "large.png")
        #expect(throws: ImageFileError.truncated(path: large)) { try ImageFile.decodeRGB(large) }
    }

    @Test func aFolderThatIsNotThereCannotBeWrittenTo() throws {
        let path = "\(folder.path)/none/a.png"
        #expect(throws: ImageFileError.cannotWrite(path: path, code: ENOENT)) {
            try ImageFile.write(RGBImage(width: 1, height: 1, pixels: [1, 2, 3]), to: path)
        }
    }

    @Test func digestsAreThoseOfTheStandard() throws {
        #expect(
            SHA256.hex(of: "abc".utf8) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(SHA256.hex(of: []) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(try SHA256.hex(ofFile: folder.write(bytes, "x")) == SHA256.hex(of: bytes))
    }
}
