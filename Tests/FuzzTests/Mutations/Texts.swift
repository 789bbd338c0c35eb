import RandomStreams

/// Words that have made trouble somewhere.
enum Texts {
    static let numbers = [
        "0", "-0", "1", "-1", "2", "7", "255", "256", "65535", "65536", "65537", "1048576", "1048577", "2147483647",
        "2147483648", "4294967295", "4294967296", "999999999999999999", "1000000000000000000", "4611686018427387904",
        "9223372036854775806", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "18446744073709551615", "18446744073709551616", "1e308", "1e309", "-1e999", "1e-999", "0.1", "1.5", "-0.0",
        "1e3", "123456789012345678901234567890123456789", "00", "01", "0x10", "1_000", "+1", ".5", "5.", "1e", "NaN",
        "inf", "-inf", "nan", "٣", "1,5", "³",
    ]

    static let words = [
        "", " ", "\n", "\0", "\u{1B}[31m", "\u{202E}abc", "🙂", "👨‍👩‍👧‍👦", "e\u{301}", "\u{FEFF}", "\u{10FFFF}", "ﬁ", "İ",
        "..", ".", "/", "../x", "../../etc/passwd", "/etc/passwd", "a/../b", "a//b", "a\\b", "~", "-", "--", "-x",
        "null", "true", "teacher", "zero", "lowrank", "lowrank:", "lowrank:0", "lowrank:C/4", "lowrank:1048576C/3",
        "separable:C/0", "separable:1048576", "pointwise", "depthwise", "depthwise-pointwise", "*", "?", "**", "*?*?*",
        "layer1.*", "conv1.0", "ddrnet-23-slim", "ddrnet-23", "ddrnet-39", "256x512", "64x64", "64x64x64", "0x0",
        "65536x65536", "65600x1", "-64x64", "1e2x64", "2GFLOPs", "45%", "35%latency", "7ms", "0%", "1e400MACs",
        "999999999999999999999999GFLOPs", "1e-30ns", "2GFLOPs+7ms", "2GFLOPs+2MACs", "7ms,", "streets:", "streets:7",
        "streets:7,frames=0", "streets:7,frames=99999999999999999999", "streets:18446744073709551615,frames=2",
        "streets:1,frames=3+streets:2", "streets:1+streets:2,frames=1", "0..", "..0", "0..0", "5..4", "..", "...",
        "9223372036854775806..9223372036854775806", "0..9223372036854775806", "delta-frame", "amortised", "auto",
        "auto:0", "auto:nan", "auto:1e309", "fixed", "deltanas.space/1", "deltanas.student/1", "F32", "BOOL", "I64",
        "__metadata__",
    ]

    static func word(_ stream: inout RandomStream) -> String {
        switch stream.below(6) {
        case 0: stream.one(of: numbers)
        case 1: String(repeating: stream.one(of: ["a", "*", "?", "0", "é", "[", "-", "🙂"]), count: stream.below(3000))
        default: stream.one(of: words)
        }
    }

    /// A text that is another text's neighbour.
    static func mutate(_ text: String, _ stream: inout RandomStream) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<stream.count(upTo: 6) {
            let at = stream.below(scalars.count + 1)
            let length = min(scalars.count - at, stream.count(upTo: 16))
            switch stream.below(7) {
            case 0: scalars.insert(contentsOf: word(&stream).unicodeScalars, at: at)
            case 1: scalars.removeSubrange(at..<(at + length))
            case 2: scalars.insert(contentsOf: scalars[at..<(at + length)], at: stream.below(scalars.count + 1))
            case 3 where at < scalars.count: scalars[at] = Unicode.Scalar(UInt8(0x20 + stream.below(95)))
            case 4: scalars.replaceSubrange(at..<(at + length), with: stream.one(of: numbers).unicodeScalars)
            case 5:
                let isDigit: (Unicode.Scalar) -> Bool = { (0x30...0x39).contains($0.value) }
                guard let start = scalars.firstIndex(where: isDigit) else { break }
                let end = scalars[start...].firstIndex { !isDigit($0) } ?? scalars.count
                scalars.replaceSubrange(start..<end, with: stream.one(of: numbers).unicodeScalars)
            default: scalars = Array(word(&stream).unicodeScalars)
            }
        }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars.prefix(5000))
        return String(result)
    }
}
