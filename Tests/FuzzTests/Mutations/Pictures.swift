import RandomStreams

/// PNG and JPEG files, mutated by their parts.
enum Pictures {
    static func mutate(_ seeds: [[UInt8]], _ stream: inout RandomStream) -> [UInt8] {
        var bytes = stream.one(of: seeds)
        if stream.chance(0.6) {
            bytes = bytes.first == 0x89 ? mutatePNG(bytes, seeds, &stream) : mutateJPEG(bytes, &stream)
        }
        if stream.chance(0.4) { Bytes.mutate(&bytes, seeds, &stream) }
        return bytes
    }

    // MARK: - PNG

    private struct Chunk {
        var type: [UInt8]
        var data: [UInt8]
    }

    /// Chunks altered and put together again, with checksums that hold.
    private static func mutatePNG(_ bytes: [UInt8], _ seeds: [[UInt8]], _ stream: inout RandomStream) -> [UInt8] {
        var chunks = chunks(bytes)
        for _ in 0..<stream.count(upTo: 5) where !chunks.isEmpty {
            let index = stream.below(chunks.count)
            switch stream.below(8) {
            case 0, 1: header(&chunks[0].data, &stream)
            case 2: Bytes.mutate(&chunks[index].data, [], &stream)
            case 3: chunks.remove(at: index)
            case 4: chunks.insert(chunks[index], at: stream.below(chunks.count + 1))
            case 5: chunks.swapAt(index, stream.below(chunks.count))
            case 6:
                let types = [
                    "tRNS", "gAMA", "zTXt", "iCCP", "sBIT", "PLTE", "acTL", "fcTL", "fdAT", "cHRM", "IDAT", "xYZw",
                ]
                let data = (0..<stream.count(upTo: 60)).map { _ in UInt8(stream.below(256)) }
                chunks.insert(Chunk(type: Array(stream.one(of: types).utf8), data: data), at: min(1, chunks.count))
            default:
                // The pixels of another picture.
                let other = Self.chunks(stream.one(of: seeds.filter { $0.first == 0x89 }))
                if let data = other.first(where: { $0.type == Array("IDAT".utf8) }),
                    let place = chunks.firstIndex(where: { $0.type == Array("IDAT".utf8) })
                {
                    chunks[place] = data
                }
            }
        }
        var result = Array(bytes.prefix(8))
        for chunk in chunks {
            let body = chunk.type + chunk.data
            result += word(UInt32(chunk.data.count)) + body + word(stream.chance(0.97) ? crc(body) : 0)
        }
        return result
    }

    private static func header(_ data: inout [UInt8], _ stream: inout RandomStream) {
        guard data.count >= 13 else { return }
        switch stream.below(4) {
        case 0, 1:
            let at = stream.one(of: [0, 4])
            let size = stream.one(
                of: [0, 1, 2, 16, 18, 255, 65535, 65536, 16384, 1 << 28, 1 << 30, 1 << 31, ~0] as [UInt32])
            data.replaceSubrange(at..<(at + 4), with: word(size))
        case 2: data[8] = stream.one(of: [0, 1, 2, 4, 8, 16, 3, 32, 255])
        default: data[9 + stream.below(4)] = stream.one(of: [0, 1, 2, 3, 4, 5, 6, 7, 255])
        }
    }

    private static func chunks(_ bytes: [UInt8]) -> [Chunk] {
        var chunks: [Chunk] = []
        var at = 8
        while at + 12 <= bytes.count {
            let length = bytes[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard at + 12 + length <= bytes.count else { break }
            chunks.append(
                Chunk(type: Array(bytes[(at + 4)..<(at + 8)]), data: Array(bytes[(at + 8)..<(at + 8 + length)])))
            at += 12 + length
        }
        return chunks
    }

    private static func word(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    private static func crc(_ data: [UInt8]) -> UInt32 {
        ~data.reduce(~UInt32(0)) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }

    // MARK: - JPEG

    /// Segments altered, doubled and moved; lengths hold unless they are what is altered.
    private static func mutateJPEG(_ bytes: [UInt8], _ stream: inout RandomStream) -> [UInt8] {
        var (segments, rest) = segments(bytes)
        for _ in 0..<stream.count(upTo: 5) where !segments.isEmpty {
            let index = stream.below(segments.count)
            switch stream.below(7) {
            case 0, 1:
                // The frame: precision, height, width, components.
                guard let frame = segments.firstIndex(where: { (0xC0...0xC2).contains($0[1]) }) else { break }
                let at = 4 + stream.below(max(1, segments[frame].count - 4))
                segments[frame][at] = stream.one(of: [0, 1, 2, 8, 12, 16, 0x11, 0x44, 0x41, 0x22, 0xFF])
            case 2 where segments[index].count > 4:
                segments[index][4 + stream.below(segments[index].count - 4)] = UInt8(stream.below(256))
            case 3: segments.remove(at: index)
            case 4: segments.insert(segments[index], at: stream.below(segments.count + 1))
            case 5: segments[index][1] = UInt8(0xC0 + stream.below(64))
            default: Bytes.mutate(&rest, [], &stream)
            }
        }
        return Array(bytes.prefix(2)) + segments.flatMap { $0 } + rest
    }

    /// Segments up to the first scan, and what comes after.
    private static func segments(_ bytes: [UInt8]) -> ([[UInt8]], [UInt8]) {
        var segments: [[UInt8]] = []
        var at = 2
        while at + 4 <= bytes.count, bytes[at] == 0xFF {
            let end = at + 2 + (Int(bytes[at + 2]) << 8 | Int(bytes[at + 3]))
            guard end <= bytes.count else { break }
            segments.append(Array(bytes[at..<end]))
            let isScan = bytes[at + 1] == 0xDA
            at = end
            if isScan { break }
        }
        return (segments, Array(bytes[at...]))
    }
}
