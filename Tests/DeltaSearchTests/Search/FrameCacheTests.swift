import Foundation
import Synchronization
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct FrameCacheTests {
    /// Counts what is read.
    private final class Counting: FrameSource {
        let base = MovingPattern()
        let reads = Mutex<[Int]>([])

        var name: String { base.name }
        var size: FrameSize { base.size }
        var frameCount: Int? { base.frameCount }
        var isLabelled: Bool { base.isLabelled }

        func frame(at index: Int) throws -> RGBImage {
            guard index < 24 else { throw FrameSourceError.indexOutOfRange(source: name, index: index, frameCount: 24) }
            reads.withLock { $0.append(index) }
            return try base.frame(at: index)
        }

        func labels(at index: Int) throws -> LabelMap? { try base.labels(at: index) }
        func fingerprint(of frames: Range<Int>?) throws -> String { "print \(frames.map { "\($0)" } ?? "all")" }
    }

    private let bytes = 16 * 24 * 3

    @Test func framesAreReadOnce() throws {
        let source = Counting()
        let cache = FrameCache(source)
        for index in [3, 5, 3, 5, 3] { #expect(try cache.frame(at: index) == source.base.frame(at: index)) }
        #expect(source.reads.withLock { $0 } == [3, 5])
        // Labels come along, of the same frame.
        let both = try cache.labelledFrame(at: 5)
        let labels = try source.base.labels(at: 5)
        #expect(both.labels == labels && source.reads.withLock { $0.count } == 2)
        _ = try cache.labelledFrame(at: 7)
        _ = try cache.frame(at: 7)
        #expect(source.reads.withLock { $0 } == [3, 5, 7])
    }

    @Test func theLimitIsKept() throws {
        let source = Counting()
        let cache = FrameCache(source, limit: 2 * bytes + bytes / 2)
        for _ in 0..<2 { for index in 0..<4 { _ = try cache.frame(at: index) } }
        // Two frames fit; the others are read again.
        #expect(source.reads.withLock { $0 } == [0, 1, 2, 3, 2, 3])
        let none = FrameCache(source, limit: 0)
        _ = try none.frame(at: 0)
        _ = try none.frame(at: 0)
        #expect(source.reads.withLock { $0.count } == 8)
    }

    @Test func everythingElseIsTheSources() throws {
        let source = Counting()
        let cache = FrameCache(source)
        #expect(cache.name == source.name && cache.size == source.size && cache.frameCount == 24 && cache.isLabelled)
        #expect(try cache.fingerprint(of: 1..<3) == "print 1..<3" && cache.fingerprint() == "print all")
        #expect(throws: FrameSourceError.self) { try cache.frame(at: 30) }
    }

    @Test func manyThreadsSeeTheSameFrames() async throws {
        let cache = FrameCache(Counting())
        let expected = try (0..<8).map { try MovingPattern().frame(at: $0) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<64 { group.addTask { try cache.frame(at: index % 8) == expected[index % 8] } }
            for try await isEqual in group { #expect(isEqual) }
        }
    }
}
