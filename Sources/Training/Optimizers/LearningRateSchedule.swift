#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// A linear warm-up, then half a cosine down to zero.
public struct LearningRateSchedule: Hashable, Sendable {
    public var peak: Double
    public var warmup: Int
    public var steps: Int

    public init(peak: Double, warmup: Int, steps: Int) {
        self.peak = peak
        self.warmup = warmup
        self.steps = steps
    }

    /// The rate of step `step` (from 0).
    public func rate(_ step: Int) -> Float {
        if step < warmup { return Float(peak * Double(step + 1) / Double(warmup)) }
        let progress = Double(step - warmup) / Double(max(1, steps - warmup))
        return Float(peak * 0.5 * (1 + cos(Double.pi * min(1, progress))))
    }
}
