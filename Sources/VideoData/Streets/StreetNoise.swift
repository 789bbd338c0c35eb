/// Textures from integer hashes. Only additions, multiplications and comparisons: the same bits on any machine.
enum StreetNoise {
    /// A hash of a lattice point, uniform in [0, 1).
    @inline(__always)
    static func cell(_ x: Int, _ y: Int, _ seed: UInt32) -> Float {
        var h =
            UInt32(truncatingIfNeeded: x) &* 0x85EB_CA6B ^ UInt32(truncatingIfNeeded: y) &* 0xC2B2_AE35 ^ seed
            &* 0x27D4_EB2F
        h = (h ^ (h >> 16)) &* 0x7FEB_352D
        h = (h ^ (h >> 15)) &* 0x846C_A68B
        h ^= h >> 16
        return Float(h >> 8) * 0x1p-24
    }

    /// Value noise in [0, 1): hashes on the unit lattice, joined by smoothstep.
    @inline(__always)
    static func value(_ x: Double, _ y: Double, _ seed: UInt32) -> Float {
        let fx = x.rounded(.down)
        let fy = y.rounded(.down)
        let ix = Int(fx)
        let iy = Int(fy)
        let sx = smooth(Float(x - fx))
        let sy = smooth(Float(y - fy))
        let top = cell(ix, iy, seed) + sx * (cell(ix + 1, iy, seed) - cell(ix, iy, seed))
        let bottom = cell(ix, iy + 1, seed) + sx * (cell(ix + 1, iy + 1, seed) - cell(ix, iy + 1, seed))
        return top + sy * (bottom - top)
    }

    @inline(__always)
    static func smooth(_ t: Float) -> Float { t * t * (3 - 2 * t) }
}

/// Periodic motion without the C library, whose sine differs between machines in the last bits.
enum StreetWave {
    /// sin(2π · turns), within 1e-8.
    static func sine(_ turns: Double) -> Double {
        var t = turns - turns.rounded(.down)
        var sign = 1.0
        if t >= 0.5 {
            t -= 0.5
            sign = -1
        }
        if t > 0.25 { t = 0.5 - t }
        let x = t * 2 * Double.pi
        let s = x * x
        let series = 1 - s / 6 * (1 - s / 20 * (1 - s / 42 * (1 - s / 72 * (1 - s / 110 * (1 - s / 156)))))
        return sign * x * series
    }

    static func cosine(_ turns: Double) -> Double { sine(turns + 0.25) }

    /// A smooth wobble in [−1, 1]: three sines of incommensurate periods around `period`, phases hashed.
    static func wobble(_ time: Double, period: Double, dice: inout StreetDice) -> Double {
        let phases = (dice.unit(), dice.unit(), dice.unit())
        return 0.5 * sine(time / period + phases.0) + 0.3 * sine(time / (period * 0.618) + phases.1)
            + 0.2 * sine(time / (period * 0.3717) + phases.2)
    }
}
