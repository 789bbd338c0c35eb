import Foundation

/// Zeroed, 64-byte-aligned floats with a fixed address for as long as the object lives.
///
/// The unit of memory behind tensors, parameters and gradients. Not synchronised: whoever runs a plan owns its buffers
/// for that time. Large ones are pages of their own: they take memory where they are written to, and give it back.
public final class FloatBuffer: @unchecked Sendable {
    public let count: Int
    let base: UnsafeMutablePointer<Float>
    /// Bytes of the mapping; 0 where the memory is the allocator's.
    private let mappedBytes: Int

    public init(count: Int) {
        self.count = count
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        if bytes >= Self.mappingThreshold, let raw = Self.map(bytes) {
            base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
            mappedBytes = bytes
            return
        }
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        memset(raw, 0, bytes)
        base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
        mappedBytes = 0
    }

    deinit {
        if mappedBytes > 0 {
            munmap(base, mappedBytes)
        } else {
            UnsafeMutableRawPointer(base).deallocate()
        }
    }

    private static let mappingThreshold = 1 << 20

    /// Zeroed pages; nil where the system has none.
    private static func map(_ bytes: Int) -> UnsafeMutableRawPointer? {
        let pages = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        return pages == MAP_FAILED ? nil : pages
    }

    public func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
        try body(UnsafeBufferPointer(start: base, count: count))
    }

    public func withUnsafeMutableBufferPointer<R>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> R
    ) rethrows -> R {
        try body(UnsafeMutableBufferPointer(start: base, count: count))
    }
}
