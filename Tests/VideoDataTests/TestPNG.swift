/// PNG files byte by byte, so that the decoder meets what our own encoder never writes.
struct TestPNG {
    var width: Int
    var height: Int
    var bitDepth: UInt8 = 8
    /// 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA.
    var colourType: UInt8 = 0
    /// Packed rows, without filter bytes.
    var rows: [[UInt8]] = []
    var palette: [UInt8] = []

    var bytes: [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        file += chunk("IHDR", Self.word(UInt32(width)) + Self.word(UInt32(height)) + [bitDepth, colourType, 0, 0, 0])
        if !palette.isEmpty { file += chunk("PLTE", palette) }
        file += chunk("IDAT", deflated(rows.flatMap { [0] + $0 }))
        return file + chunk("IEND", [])
    }

    private func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        return Self.word(UInt32(data.count)) + body + Self.word(crc(body))
    }

    /// A zlib stream of stored blocks.
    private func deflated(_ data: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        let count = UInt16(data.count)
        stream += [1, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)] + data
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in data {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return stream + Self.word(b << 16 | a)
    }

    private func crc(_ data: [UInt8]) -> UInt32 {
        ~data.reduce(~UInt32(0)) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }

    static func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
}
