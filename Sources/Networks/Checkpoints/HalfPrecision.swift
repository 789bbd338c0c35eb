/// IEEE 754 binary16 and bfloat16 as bit patterns: the one conversion that is the same on every machine.
public enum HalfPrecision {
    /// Exact: every binary16 value is a Float.
    public static func float(binary16 bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1F
        let fraction = UInt32(bits & 0x3FF)
        switch exponent {
        case 0:
            let magnitude = Float(fraction) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        case 0x1F:
            return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default:
            return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }

    /// The nearest binary16, ties to even; nil where a finite value would round to infinity. Not a number stays so.
    public static func binary16(_ value: Float) -> UInt16? {
        let bits = value.bitPattern
        let sign = UInt16(bits >> 16) & 0x8000
        if value.isNaN { return sign | 0x7E00 }
        if value.isInfinite { return sign | 0x7C00 }
        let magnitude = value.magnitude
        if magnitude < 0x1p-14 {
            // Subnormal, or rounding up to the smallest normal: the count of steps of 2⁻²⁴ is the bit pattern.
            return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
        }
        let kept = magnitude.bitPattern >> 13
        let dropped = magnitude.bitPattern & 0x1FFF
        let roundsUp = dropped > 0x1000 || (dropped == 0x1000 && kept & 1 == 1)
        let rounded = kept + (roundsUp ? 1 : 0) - 112 << 10
        return rounded < 0x7C00 ? sign | UInt16(rounded) : nil
    }

    /// Exact: a bfloat16 is the upper half of a Float.
    public static func float(bfloat16 bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }
}
