import Foundation

/// Zeroed, 64-byte-aligned floats with a fixed address for as long as the object lives.
///
/// The unit of memory behind tensors, parameters and gradients. Not synchronised: whoever runs a plan owns its buffers
/// for that time.
public final class FloatBuffer: @unchecked Sendable {
    public let count: Int
    let base: UnsafeMutablePointer<Float>
    private let allocation: UnsafeMutableRawPointer

    public init(count: Int) {
        self.count = count
        // Zeroed by the system where it is large: pages come into being when they are first written.
        guard let allocation = calloc(max(count, 1) * MemoryLayout<Float>.stride + Self.alignment, 1) else {
            preconditionFailure("no memory for \(count) numbers")
        }
        self.allocation = allocation
        base = allocation.alignedUp(toMultipleOf: Self.alignment)
            .bindMemory(to: Float.self, capacity: max(count, 1))
    }

    deinit { free(allocation) }

    private static let alignment = 64

    public func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
        try body(UnsafeBufferPointer(start: base, count: count))
    }

    public func withUnsafeMutableBufferPointer<R>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> R
    ) rethrows -> R {
        try body(UnsafeMutableBufferPointer(start: base, count: count))
    }
}
