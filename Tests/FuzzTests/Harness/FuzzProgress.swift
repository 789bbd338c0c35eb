import Foundation

/// Where a child stands, in memory that the parent sees and that outlives a crash.
final class FuzzProgress {
    private let words: UnsafeMutablePointer<Int>
    private static let byteCount = 4096

    /// - Parameter path: a file; made where it is not there.
    init(_ path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0, ftruncate(file, off_t(Self.byteCount)) == 0,
            let memory = mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), memory != MAP_FAILED
        else { throw POSIXError(.EIO) }
        close(file)
        words = memory.bindMemory(to: Int.self, capacity: Self.byteCount / MemoryLayout<Int>.size)
    }

    deinit { munmap(words, Self.byteCount) }

    /// The case at hand; −1 before the first.
    var index: Int {
        get { words[0] }
        set { words[0] = newValue }
    }
    var accepted: Int {
        get { words[1] }
        set { words[1] = newValue }
    }
    var refused: Int {
        get { words[2] }
        set { words[2] = newValue }
    }
    /// The most bytes that a case held at once, and which one.
    var peak: Int {
        get { words[3] }
        set { words[3] = newValue }
    }
    var peakIndex: Int {
        get { words[4] }
        set { words[4] = newValue }
    }
    /// Whether the child came to its end.
    var isDone: Bool {
        get { words[5] == 1 }
        set { words[5] = newValue ? 1 : 0 }
    }

    func reset() {
        (index, accepted, refused, peak, peakIndex, isDone) = (-1, 0, 0, 0, 0, false)
    }
}
