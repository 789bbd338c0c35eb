/// A named stream of random numbers: xoshiro256** (Blackman & Vigna 2018), seeded by SplitMix64 from a seed and the
/// stream's name.
///
/// Streams of different names are independent, so that what one part of a run draws never shifts what another part
/// draws. The same seed and name give the same numbers on every machine and in every process.
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable, Codable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    public init(seed: UInt64, stream name: String) {
        var mixer = SplitMix64(state: seed &+ 0x9E37_79B9_7F4A_7C15 &* Self.hash(name))
        s0 = mixer.next()
        s1 = mixer.next()
        s2 = mixer.next()
        s3 = mixer.next()
    }

    public mutating func next() -> UInt64 {
        let result = Self.rotate(s1 &* 5, 7) &* 9
        let t = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= t
        s3 = Self.rotate(s3, 45)
        return result
    }

    /// Uniform in [0, 1), 53 bits.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Uniform in the given range.
    public mutating func uniform(_ range: Range<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// An integer in `0..<bound`, unbiased.
    public mutating func integer(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    public mutating func bool(probability: Double = 0.5) -> Bool { uniform() < probability }

    /// 256 bits of state, to be stored in a checkpoint.
    public var state: [UInt64] {
        get { [s0, s1, s2, s3] }
        set {
            precondition(newValue.count == 4, "a stream's state is four words")
            (s0, s1, s2, s3) = (newValue[0], newValue[1], newValue[2], newValue[3])
        }
    }

    private static func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 &- k)) }

    /// FNV-1a over the name's UTF-8.
    private static func hash(_ name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } | 1
    }
}

/// SplitMix64 (Steele, Lea & Flood 2014): expands a seed into the state of a better generator.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
