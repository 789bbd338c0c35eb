import Foundation
import RandomStreams

@testable import VideoData

/// Frames: one as a file, then as a folder's only one.
final class FrameTarget: FuzzTarget {
    private let folder: String
    private let seeds: [[UInt8]]

    init(scratch: String) throws {
        folder = scratch + "/frames"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        seeds = try PictureSeeds.all()
    }

    func makeInput(_ stream: inout RandomStream) -> [UInt8] { Pictures.mutate(seeds, &stream) }

    func consume(_ input: [UInt8]) throws {
        let path = folder + "/0.png"
        try Scratch.write(input, to: path)
        let size = try ImageFile.size(path)
        let image = try ImageFile.decodeRGB(path)
        guard image.size == size else { throw FuzzFault("the header says \(size), the picture is \(image.size)") }
        let source = try FrameFolder(folder, size: FrameSize(height: 5, width: 7), classCount: 11)
        guard try source.frame(at: 0).size == source.size else { throw FuzzFault("not brought to its size") }
        _ = try source.fingerprint()
    }

    /// Deflate packs 1032 to 1 at most, Huffman codes a block of 64 pixels into a bit; four bytes a pixel, twice.
    func allowance(_ input: [UInt8]) -> Int { (4 << 20) + (1 << 13) * input.count }
}

/// Label files.
final class LabelTarget: FuzzTarget {
    private let folder: String
    private let seeds: [[UInt8]]

    init(scratch: String) throws {
        folder = scratch + "/clip"
        for name in ["image", "label"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        let frame = RGBImage(width: 17, height: 12, pixels: [UInt8](repeating: 9, count: 3 * 17 * 12))
        try ImageFile.write(frame, to: folder + "/image/0.png")
        seeds = try PictureSeeds.all().filter { $0.first == 0x89 }
    }

    func makeInput(_ stream: inout RandomStream) -> [UInt8] { Pictures.mutate(seeds, &stream) }

    func consume(_ input: [UInt8]) throws {
        let path = folder + "/label/0.png"
        try Scratch.write(input, to: path)
        let map = try ImageFile.decodeLabels(path)
        _ = map.regions(atLeast: 3)
        let source = try FrameFolder(folder, classCount: 11)
        guard let labels = try source.labels(at: 0) else { throw FuzzFault("no labels") }
        guard labels.ids.allSatisfy({ $0 < 11 || $0 == LabelMap.void }) else { throw FuzzFault("a class too many") }
        _ = labels.coloured(ClassSet.usual(11).palette)
    }

    func allowance(_ input: [UInt8]) -> Int { (4 << 20) + (1 << 13) * input.count }
}

/// Pictures of every kind that common encoders write.
enum PictureSeeds {
    static func all() throws -> [[UInt8]] {
        let folder = Seeds.root + "/Tests/FuzzTests/Seeds"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
            try Scratch.read("\(folder)/\($0)")
        }
    }
}
