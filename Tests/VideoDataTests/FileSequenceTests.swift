import Foundation
import Testing

@testable import VideoData

@Suite struct FileSequenceTests {
    private static func frame(_ tone: UInt8) -> RGBImage {
        RGBImage(width: 4, height: 2, pixels: [UInt8](repeating: tone, count: 24))
    }

    private static func folder(_ names: [String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (tone, name) in names.enumerated() { try ImageFile.write(frame(UInt8(tone)), to: "\(folder.path)/\(name)") }
        return folder
    }

    private static func names(_ pattern: String) throws -> [String] {
        let source = try DataSource.open(pattern, size: nil, classCount: 11)
        return (0..<(source.frameCount ?? 0)).map(source.frameName)
    }

    @Test func numbersComeInTheirOrder() throws {
        let folder = try Self.folder([
            "f10.png", "f11.png", "f9.png", "f007.png", "g3.png", "f3.jpeg.png", "f-4.png", "f.png",
        ])
        #expect(try Self.names("\(folder.path)/f%d.png") == ["f9", "f10", "f11"])
        #expect(try Self.names("\(folder.path)/f%03d.png") == ["f007"])
        #expect(try Self.names("\(folder.path)/f%02d.png") == ["f10", "f11"])
        let one = try DataSource.open("\(folder.path)/f%d.png", size: nil, classCount: 11)
        #expect(try one.frame(at: 2) == Self.frame(1))
    }

    /// A number may have more digits than it is padded to.
    @Test func paddedNumbersGrow() throws {
        let folder = try Self.folder(["99998.png", "99999.png", "100000.png", "9.png"])
        #expect(try Self.names("\(folder.path)/%05d.png") == ["99998", "99999", "100000"])
    }

    /// A constant step is one that somebody chose; a star takes what is there.
    @Test func holesAreErrors() throws {
        let folder = try Self.folder(["f2.png", "f4.png", "f6.png", "f12.png", "f14.png"])
        let pattern = "\(folder.path)/f%d.png"
        #expect(throws: FrameSourceError.hole(pattern: pattern, before: "f6.png", after: "f12.png", missing: 2)) {
            try Self.names(pattern)
        }
        #expect(try Self.names("\(folder.path)/f*.png") == ["f2", "f4", "f6", "f12", "f14"])
        for name in ["f12.png", "f14.png"] { try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)") }
        #expect(try Self.names(pattern) == ["f2", "f4", "f6"])
    }

    @Test func starsComeInNaturalOrder() throws {
        let folder = try Self.folder(["a10.png", "a9.png", "b1.png", ".a1.png"])
        #expect(try Self.names("\(folder.path)/*.png") == ["a9", "a10", "b1"])
        #expect(try Self.names("\(folder.path)/a?.png") == ["a9"])
    }

    @Test func whatFitsNothingIsAnError() throws {
        let folder = try Self.folder(["a.png"])
        let pattern = "\(folder.path)/%d.png"
        #expect(throws: FrameSourceError.nothingFits(pattern: pattern, otherFiles: 1)) { try Self.names(pattern) }
        #expect(throws: FrameSourceError.missing(path: "\(folder.path)/no")) {
            try Self.names("\(folder.path)/no/*.png")
        }
        #expect(throws: FrameSourceError.singlePicture(path: "\(folder.path)/a.png")) {
            try Self.names("\(folder.path)/a.png")
        }
    }

    /// A name with such characters is a name where it is one.
    @Test func filesComeFirst() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: "\(folder.path)/100%d", withIntermediateDirectories: true)
        try ImageFile.write(Self.frame(1), to: "\(folder.path)/100%d/x.png")
        #expect(try Self.names("\(folder.path)/100%d") == ["x"])
    }
}
