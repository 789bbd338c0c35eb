import Foundation
import Testing

@testable import VideoData

@Suite struct FlowFileTests {
    /// A header and as many floats as given, little-endian.
    private func bytes(
        _ width: Int32, _ height: Int32, _ values: [Float], magic: Float = FlowFile.magic
    ) -> [UInt8] {
        let words =
            [magic.bitPattern, UInt32(bitPattern: width), UInt32(bitPattern: height)] + values.map(\.bitPattern)
        return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }

    @Test func theFormatIsMiddleburys() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(bytes(2, 1, [1.5, -2, 0, 1e8]), "a.flo")
        #expect(try FileManager.default.contents(atPath: path)?.prefix(4) == Data("PIEH".utf8))
        let flow = try FlowFile.read(path)
        #expect(flow == FlowField(width: 2, height: 1, dx: [1.5, 0], dy: [-2, 1e8]))
        #expect(try FlowFile.size(path) == FrameSize(height: 1, width: 2))
    }

    @Test func unknownFlowIsNotANumber() throws {
        let folder = try TemporaryFolder()
        let values: [Float] = [1.1e9, 0, 0, -2e9, .nan, 1, 3, .infinity, 1e9, -1e9]
        let flow = try FlowFile.read(folder.write(bytes(5, 1, values), "a.flo"))
        #expect(flow.dx.map(\.isNaN) == [true, true, true, true, false])
        #expect(flow.dy.map(\.isNaN) == [true, true, true, true, false])
        #expect(flow.dx[4] == 1e9 && flow.dy[4] == -1e9)
    }

    @Test(arguments: [(1, 1), (7, 3), (3, 40)]) func writingAndReadingGiveTheSame(width: Int, height: Int) throws {
        let folder = try TemporaryFolder()
        let count = width * height
        var flow = FlowField(
            width: width, height: height, dx: (0..<count).map { StreetNoise.cell($0, 1, 1) * 40 - 20 },
            dy: (0..<count).map { StreetNoise.cell($0, 2, 1) * 40 - 20 })
        let path = "\(folder.path)/a.flo"
        try FlowFile.write(flow, to: path)
        #expect(try FlowFile.read(path) == flow)
        flow.dx[count / 2] = .nan
        flow.dy[count / 2] = .nan
        try FlowFile.write(flow, to: path)
        let again = try FlowFile.read(path)
        #expect(again.dx[count / 2].isNaN && again.dy[count / 2].isNaN)
        #expect(again.dx.filter { !$0.isNaN } == flow.dx.filter { !$0.isNaN })
        #expect(folder.files == ["a.flo"])
    }

    @Test func malformedFilesSayWhatIsWrong() throws {
        let folder = try TemporaryFolder()
        let whole = bytes(2, 2, Array(repeating: 1, count: 8))
        func expect(_ bytes: [UInt8], _ error: (String) -> FlowError) throws {
            let path = try folder.write(bytes, "bad.flo")
            #expect(throws: error(path)) { try FlowFile.read(path) }
        }
        try expect([]) { .notFlow(path: $0) }
        try expect(Array(whole[..<3])) { .notFlow(path: $0) }
        try expect(bytes(2, 2, Array(repeating: 1, count: 8), magic: 1)) { .notFlow(path: $0) }
        try expect(Array("PNG image".utf8)) { .notFlow(path: $0) }
        // Big-endian.
        try expect(Array("HEIP".utf8) + whole[4...]) { .notFlow(path: $0) }
        try expect(Array(whole[..<11])) { .length(path: $0, expected: 12, found: 11) }
        try expect(bytes(0, 2, [])) { .impossibleSize(path: $0, width: 0, height: 2) }
        try expect(bytes(-3, 2, [])) { .impossibleSize(path: $0, width: -3, height: 2) }
        try expect(bytes(.max, .max, [])) {
            .impossibleSize(path: $0, width: Int(Int32.max), height: Int(Int32.max))
        }
        try expect(Array(whole.dropLast())) { .length(path: $0, expected: 44, found: 43) }
        try expect(whole + [0]) { .length(path: $0, expected: 44, found: 45) }
        #expect(throws: ImageFileError.cannotRead(path: folder.path + "/none.flo", code: ENOENT)) {
            try FlowFile.read(folder.path + "/none.flo")
        }
    }

    // MARK: Folders

    private static let street = Streets(seed: 3, size: FrameSize(height: 8, width: 12), frames: 4)

    private func fill(_ folder: TemporaryFolder, _ frames: [Int], width: Int = 12) throws {
        for index in frames {
            let values = Array(repeating: Float(index), count: 2 * width * 8)
            try folder.write(bytes(Int32(width), 8, values), "\(Self.street.frameName(at: index)).flo")
        }
    }

    @Test func aFramesFlowHasItsName() throws {
        let folder = try TemporaryFolder()
        try fill(folder, [1, 2, 3])
        for path in [folder.path, folder.path + "/"] {
            let flows = try FlowFolder(path, for: Self.street, frames: 1..<4)
            #expect(try flows.flow(at: 2, of: Self.street).dx.allSatisfy { $0 == 2 })
        }
    }

    @Test func whatIsMissingIsFoundAtTheStart() throws {
        let folder = try TemporaryFolder()
        try fill(folder, [1, 3])
        #expect(throws: FlowError.missingFile(path: "\(folder.path)/000002.flo", frame: 2)) {
            try FlowFolder(folder.path, for: Self.street, frames: 1..<4)
        }
        #expect(throws: FlowError.missingFolder(path: folder.path + "/x")) {
            try FlowFolder(folder.path + "/x", for: Self.street, frames: 1..<4)
        }
        #expect(throws: FlowError.notAFolder(path: folder.path + "/000001.flo")) {
            try FlowFolder(folder.path + "/000001.flo", for: Self.street, frames: 1..<4)
        }
        try fill(folder, [2], width: 13)
        #expect(
            throws: FlowError.sizeDiffers(
                path: "\(folder.path)/000002.flo", size: FrameSize(height: 8, width: 13), frames: Self.street.size)
        ) { try FlowFolder(folder.path, for: Self.street, frames: 1..<4) }
    }

    /// Frames resampled on reading may have flow at either size.
    @Test func flowMayHaveTheFilesSizeOrTheFrames() throws {
        let folder = try TemporaryFolder()
        try ImageFile.write(Self.street.frame(at: 0), to: "\(folder.path)/a.png")
        let source = try FrameFolder(folder.path, size: FrameSize(height: 4, width: 6), classCount: 11)
        for (width, height) in [(12, 8), (6, 4)] as [(Int32, Int32)] {
            try folder.write(bytes(width, height, Array(repeating: 1, count: Int(2 * width * height))), "a.flo")
            #expect(try FlowFolder(folder.path, for: source, frames: [0]).flow(at: 0, of: source).width == Int(width))
        }
        try folder.write(bytes(3, 2, Array(repeating: 1, count: 12)), "a.flo")
        #expect(throws: FlowError.self) { try FlowFolder(folder.path, for: source, frames: [0]) }
    }

    @Test func sourcesOfFlowByName() throws {
        let folder = try TemporaryFolder()
        try fill(folder, [1, 2, 3])
        #expect(try FlowSource.open(nil, for: Self.street, frames: 1..<4).name == "exact")
        #expect(try FlowSource.open("exact", for: Self.street, frames: 1..<4).name == "exact")
        #expect(try FlowSource.open("dis", for: Self.street, frames: 1..<4).name == "dis")
        #expect(try FlowSource.open(folder.path, for: Self.street, frames: 1..<4).name == folder.path)
        try ImageFile.write(Self.street.frame(at: 0), to: "\(folder.path)/a.png")
        let frames = try FrameFolder(folder.path, classCount: 11)
        #expect(try FlowSource.open(nil, for: frames, frames: 0..<0).name == "dis")
        #expect(throws: FlowError.notKnown(source: folder.path)) {
            try FlowSource.open("exact", for: frames, frames: 0..<0)
        }
    }
}
