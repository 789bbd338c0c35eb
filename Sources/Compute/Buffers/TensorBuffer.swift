import Foundation
public import Networks

/// A feature map in memory: batch × height × width × channels, channels innermost.
///
/// Either memory of its own or a view into a plan's arena; it keeps what it looks into alive.
public final class TensorBuffer: @unchecked Sendable {
    public let shape: FeatureShape
    public let batch: Int
    let base: UnsafeMutablePointer<Float>
    private let owner: FloatBuffer

    /// A tensor of zeros with memory of its own.
    public convenience init(_ shape: FeatureShape, batch: Int = 1) {
        self.init(shape, batch: batch, in: FloatBuffer(count: shape.count * batch), at: 0)
    }

    init(_ shape: FeatureShape, batch: Int, in owner: FloatBuffer, at offset: Int) {
        precondition(offset + shape.count * batch <= owner.count, "a tensor of \(shape) does not fit its memory")
        self.shape = shape
        self.batch = batch
        self.owner = owner
        base = owner.base + offset
    }

    public var count: Int { shape.count * batch }

    public func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
        try body(UnsafeBufferPointer(start: base, count: count))
    }

    public func withUnsafeMutableBufferPointer<R>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> R
    ) rethrows -> R {
        try body(UnsafeMutableBufferPointer(start: base, count: count))
    }

    /// The values, copied out.
    public var values: [Float] { withUnsafeBufferPointer { Array($0) } }

    /// Copies values in.
    public func assign(_ values: [Float]) {
        precondition(values.count == count, "\(values.count) values for a tensor of \(count)")
        values.withUnsafeBufferPointer { base.update(from: $0.baseAddress!, count: count) }
    }

    /// Copies another tensor of the same size in.
    public func assign(_ other: TensorBuffer) {
        precondition(other.count == count, "\(other.count) values for a tensor of \(count)")
        base.update(from: other.base, count: count)
    }

    /// Whether no value is infinite or not a number.
    public var isFinite: Bool { withUnsafeBufferPointer { $0.allSatisfy(\.isFinite) } }

    public func fill(_ value: Float) { base.update(repeating: value, count: count) }
}
