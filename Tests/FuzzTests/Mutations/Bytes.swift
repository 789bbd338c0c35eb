import RandomStreams

/// Mutations that know nothing of what the bytes mean.
enum Bytes {
    /// - Parameter others: what may be spliced in.
    static func mutate(_ bytes: inout [UInt8], _ others: [[UInt8]], _ stream: inout RandomStream) {
        for _ in 0..<stream.count(upTo: 12) { mutateOnce(&bytes, others, &stream) }
    }

    private static func mutateOnce(_ bytes: inout [UInt8], _ others: [[UInt8]], _ stream: inout RandomStream) {
        let at = stream.below(bytes.count + 1)
        let rest = bytes.count - at
        let length = min(rest, stream.count(upTo: 64))
        switch stream.below(13) {
        case 0 where rest > 0: bytes[at] ^= 1 << UInt8(stream.below(8))
        case 1 where rest > 0: bytes[at] = UInt8(stream.below(256))
        case 2 where rest > 0: bytes[at] = stream.one(of: [0, 1, 0x7F, 0x80, 0xFF, 0x20, 0x22, 0x2F])
        case 3: bytes.insert(contentsOf: (0..<stream.count(upTo: 40)).map { _ in UInt8(stream.below(256)) }, at: at)
        case 4: bytes.removeSubrange(at..<(at + length))
        case 5: bytes.insert(contentsOf: bytes[at..<(at + length)], at: stream.below(bytes.count + 1))
        case 6:
            let copy = Array(bytes[at..<(at + length)])
            let to = stream.below(bytes.count - length + 1)
            bytes.replaceSubrange(to..<(to + length), with: copy)
        case 7 where !others.isEmpty:
            let other = stream.one(of: others)
            let from = stream.below(other.count + 1)
            bytes.replaceSubrange(
                at..<(at + length), with: other[from..<min(other.count, from + stream.count(upTo: 400))])
        case 8: bytes.removeSubrange(at...)
        case 9: bytes += [UInt8](repeating: UInt8(stream.below(256)), count: stream.count(upTo: 4000))
        case 10: number(&bytes, at, &stream)
        case 11: digits(&bytes, from: at, &stream)
        default:
            bytes.insert(contentsOf: stream.one(of: oddTexts), at: at)
        }
    }

    /// What UTF-8 is not, or is and should be looked at twice.
    private static let oddTexts: [[UInt8]] = [
        [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF, 0xFE], [0xE2, 0x80, 0xAE],
        [0xEF, 0xBB, 0xBF], [0],
    ]

    /// Numbers at which arithmetic turns.
    static let turningPoints: [UInt64] = [
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFF, 0x7FC0_0000, 0x7F80_0000,
        0x7FF8_0000_0000_0000, 0x7FF0_0000_0000_0000,
    ]

    /// A binary number, of 2, 4 or 8 bytes, in either order.
    private static func number(_ bytes: inout [UInt8], _ at: Int, _ stream: inout RandomStream) {
        let size = stream.one(of: [2, 4, 8])
        guard at + size <= bytes.count else { return }
        let value = stream.one(of: turningPoints)
        let little = (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
        bytes.replaceSubrange(at..<(at + size), with: stream.chance(0.5) ? little : little.reversed())
    }

    /// A decimal number.
    private static func digits(_ bytes: inout [UInt8], from at: Int, _ stream: inout RandomStream) {
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
        guard let start = bytes[at...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: stream.one(of: Texts.numbers).utf8)
    }
}
