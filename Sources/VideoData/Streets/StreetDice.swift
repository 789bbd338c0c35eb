/// Hashed draws for one thing in the world: the same seed, kind, slot and side give the same draws anywhere, so that
/// an object exists without any other having been made before it.
struct StreetDice {
    /// What is drawn for; each kind has numbers of its own.
    enum Kind: UInt64 {
        case style = 1
        case light, motion, district, building, tree, park, pole, sign, fence, parked, oncoming, leading
        case walkerAway, walkerTowards, stander, crosser, cyclist, oncomingCyclist, crosswalk, railing
    }

    private var state: UInt64

    init(_ seed: UInt64, _ kind: Kind, slot: Int = 0, side: Int = 0) {
        let key = kind.rawValue &* 0xD6E8_FEB8_6659_FD93 ^ UInt64(bitPattern: Int64(side)) &* 0xA076_1D64_78BD_642F
        state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ Self.mix(key)
        state = Self.mix(state &+ UInt64(bitPattern: Int64(slot)) &* 0xE703_7ED1_A0B4_28DB)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// Uniform in [0, 1).
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func range(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }

    mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    mutating func pick<T>(_ items: [T]) -> T { items[Int(unit() * Double(items.count))] }

    mutating func word() -> UInt32 { UInt32(truncatingIfNeeded: next() >> 32) }

    /// SplitMix64's finaliser.
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
