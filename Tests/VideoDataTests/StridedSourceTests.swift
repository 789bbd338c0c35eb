import Foundation
import Testing

@testable import VideoData

@Suite struct StridedSourceTests {
    private static let size = FrameSize(height: 16, width: 32)

    @Test func everySoManyFramesAreTaken() throws {
        let street = Streets(seed: 2, size: Self.size, frames: 20)
        let part = StridedSource(street, from: 3, every: 4)
        #expect(part.frameCount == 5 && part.name == "streets:2,frames=20[3../4]")
        for index in 0..<5 {
            #expect(try part.frame(at: index) == street.frame(at: 3 + 4 * index))
            #expect(try part.labels(at: index) == street.labels(at: 3 + 4 * index))
            #expect(part.frameName(at: index) == street.frameName(at: 3 + 4 * index))
        }
        // Flow leads to a frame that is not there.
        #expect(try !part.knowsFlow && part.flow(at: 2) == nil)
        #expect(StridedSource(street, from: 19, every: 4).frameCount == 1)
        #expect(StridedSource(Streets(seed: 2, size: Self.size), from: 3, every: 4).frameCount == nil)
    }

    /// None has frames of two videos.
    @Test func videosStayApart() throws {
        let joined = JoinedSource(
            try [6, 1, 9].map { try SubSource(Streets(seed: 1, size: Self.size), FrameRange(first: 0, last: $0 - 1)) })
        for (first, stride) in [(0, 1), (0, 2), (1, 2), (2, 3), (0, 5), (5, 7)] {
            let part = StridedSource(joined, from: first, every: stride)
            let count = part.frameCount ?? 0
            let videos = part.videos(in: 0..<count)
            #expect(videos.flatMap { Array($0) } == Array(0..<count), "\(first), \(stride)")
            let ends = [0..<6, 6..<7, 7..<16]
            for video in videos {
                let own = ends.filter { end in video.contains { end.contains(part.original($0)) } }
                #expect(own.count == 1)
            }
        }
    }

    @Test func fingerprintsTellStridesApart() throws {
        let street = Streets(seed: 2, size: Self.size, frames: 20)
        let prints = try [(0, 1), (0, 2), (1, 2), (0, 3)].map {
            try StridedSource(street, from: $0.0, every: $0.1).fingerprint()
        }
        #expect(Set(prints).count == 4)
    }

    @Test func rangesSayTheirStride() throws {
        #expect(try FrameRange(parsing: "3..9/2") == FrameRange(first: 3, last: 9, stride: 2))
        #expect(try FrameRange(parsing: "\(FrameRange(first: 3, stride: 5))") == FrameRange(first: 3, stride: 5))
        #expect("\(FrameRange(first: 3, last: 4))" == "3..4")
        for text in ["3..9/0", "3..9/", "3..9/-1", "3..9/2/3", "/2", "3..9/1000001"] {
            #expect(throws: FrameSourceError.malformedRange(text: text)) { try FrameRange(parsing: text) }
        }
    }
}
