import Foundation

/// What containers say of their own length: a file that is shorter has lost its end.
enum VideoContainer {
    /// Whether the outermost parts of an MP4, Matroska or AVI file reach beyond its end, or a transport stream's last
    /// packet does. False where the format is another
    /// one, or does not say (live recordings).
    static func isCutOff(_ file: Int32, size: Int) -> Bool {
        let start = read(file, at: 0, count: 64)
        guard start.count >= 8 else { return false }
        if start[0..<4] == [0x1A, 0x45, 0xDF, 0xA3] { return isMatroskaCutOff(start, size) }
        if start[0] == 0x47, read(file, at: 188, count: 1) == [0x47] { return size % 188 != 0 }
        if start[0..<4] == Array("RIFF".utf8)[...] { return isRIFFCutOff(start, size) }
        let types = ["ftyp", "moov", "mdat", "free", "skip", "wide", "styp"].map { Array($0.utf8)[...] }
        if types.contains(start[4..<8]) { return isMP4CutOff(file, size) }
        return false
    }

    /// Box after box; one that says 0 reaches to the end.
    private static func isMP4CutOff(_ file: Int32, _ size: Int) -> Bool {
        var at = 0
        var hasIndex = false
        var boxes = 0
        while at < size {
            let head = read(file, at: at, count: 16)
            guard head.count >= 8 else { return true }
            if head[4..<8] == Array("moov".utf8)[...] { hasIndex = true }
            var length = number(head[0..<4])
            if length == 0 { return false }
            if length == 1 {
                guard head.count == 16 else { return true }
                length = number(head[8..<16])
            }
            boxes += 1
            // What is no box ends the walk: some writers leave bytes behind the last.
            guard length >= 8, boxes < 1_000_000 else { return !hasIndex }
            guard length <= size - at else { return true }
            at += length
        }
        return !hasIndex
    }

    /// The segment behind the header, each with its length.
    private static func isMatroskaCutOff(_ start: [UInt8], _ size: Int) -> Bool {
        guard let header = variable(start, at: 4), header.value <= 40 else { return false }
        let segment = header.end + header.value
        guard segment + 4 <= start.count, start[segment..<segment + 4] == [0x18, 0x53, 0x80, 0x67],
            let body = variable(start, at: segment + 4), !body.isUnknown
        else { return false }
        return body.value > size - body.end
    }

    /// 0 and the largest number are what a recorder leaves that never came to its end.
    private static func isRIFFCutOff(_ start: [UInt8], _ size: Int) -> Bool {
        let length = number(start[4..<8].reversed()[...])
        return length != 0 && length < 0xFFFF_FF00 && length > size - 8
    }

    /// A number whose first byte says how long it is (RFC 8794, section 4).
    private static func variable(_ bytes: [UInt8], at: Int) -> (value: Int, end: Int, isUnknown: Bool)? {
        guard at < bytes.count else { return nil }
        let count = bytes[at].leadingZeroBitCount + 1
        guard count <= 8, at + count <= bytes.count else { return nil }
        let value = bytes[at + 1..<at + count].reduce(Int(bytes[at]) & (0xFF >> count)) { $0 << 8 | Int($1) }
        return (value, at + count, value == 1 << (7 * count) - 1)
    }

    /// Big-endian; what does not fit is very large.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        Int(clamping: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    private static func read(_ file: Int32, at: Int, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = max(0, pread(file, buffer.baseAddress, count, off_t(at)))
        }
    }
}
