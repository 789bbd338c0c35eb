/// Softmax over a few classes, in place, with an exponential that compiles to vector instructions.
public enum Softmax {
    /// `x ← exp(x − max x) / Σ exp(x − max x)`.
    ///
    /// A NaN among the values makes all of them NaN.
    ///
    /// - Returns: `max x` and `Σ exp(x − max x)`, from which `log Σ exp x = maximum + log sum`.
    @inline(__always)
    @discardableResult
    public static func normalize(_ x: UnsafeMutablePointer<Float>, _ count: Int) -> (maximum: Float, sum: Float) {
        var maximum = x[0]
        for c in 1..<count where x[c] > maximum { maximum = x[c] }
        var sum: Float = 0
        for c in 0..<count {
            x[c] = exponential(x[c] - maximum)
            sum += x[c]
        }
        let inverse = 1 / sum
        for c in 0..<count { x[c] *= inverse }
        return (maximum, sum)
    }

    /// `eˣ` for x ≤ 0 by range reduction and a degree-6 polynomial (Cephes' `expf`), within 1 ULP. Arguments below −87
    /// count as −87; NaN gives NaN.
    @inline(__always)
    public static func exponential(_ x: Float) -> Float {
        let clamped = x < -87 ? -87 : x
        // Adding 1.5 · 2²³ rounds to an integer and leaves it in the low bits, whatever x is: a conversion to `Int32`
        // would trap on NaN.
        let shifted = clamped * 1.442_695_04 + 12_582_912
        let n = shifted - 12_582_912
        var r = clamped - n * 0.693_359_375
        r -= n * -2.121_944_4e-4
        var p: Float = 1.987_569_15e-4
        p = p * r + 1.398_199_95e-3
        p = p * r + 8.333_451_9e-3
        p = p * r + 4.166_579_6e-2
        p = p * r + 1.666_666_55e-1
        p = p * r + 5.000_000_1e-1
        p = p * r * r + r + 1
        return p * Float(bitPattern: (shifted.bitPattern &+ 127) << 23)
    }
}
