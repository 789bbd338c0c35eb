import Foundation

/// Middlebury's `.flo` files (Baker et al., IJCV 2011): the float 202021.25, whose bytes read "PIEH"; width and height
/// as 32-bit integers; then row by row u and v of every pixel as floats, all of it little-endian.
///
/// A component beyond ±10⁹ means that a pixel's flow is not known: NaN here. Such pixels are written as 1.666666752e9.
public enum FlowFile {
    /// A component of larger magnitude stands for "unknown".
    public static let largestKnown: Float = 1e9

    static let magic: Float = 202021.25
    static let unknown: Float = 1_666_666_752
    static let headerBytes = 12

    /// Reads a whole file.
    ///
    /// - Throws: ``ImageFileError/cannotRead(path:code:)``; ``FlowError`` `notFlow`, `impossibleSize`, `length`.
    public static func read(_ path: String) throws -> FlowField {
        let bytes = try FileBytes.read(path)
        let size = try size(of: bytes, path)
        let expected = byteCount(size)
        guard bytes.count == expected else {
            throw FlowError.length(path: path, expected: expected, found: bytes.count)
        }
        var dx = [Float](repeating: .nan, count: size.pixels)
        var dy = dx
        bytes.withUnsafeBytes { raw in
            for pixel in 0..<size.pixels {
                let at = headerBytes + 8 * pixel
                let u = Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
                let v = Float(
                    bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self)))
                guard u.magnitude <= largestKnown, v.magnitude <= largestKnown else { continue }
                dx[pixel] = u
                dy[pixel] = v
            }
        }
        return FlowField(width: size.width, height: size.height, dx: dx, dy: dy)
    }

    /// Size of the field, from the file's header alone.
    ///
    /// - Throws: as ``read(_:)``, where the header is not whole or makes no sense.
    public static func size(_ path: String) throws -> FrameSize {
        try size(of: FileBytes.read(path, atMost: headerBytes), path)
    }

    /// Writes a field, whole or not at all.
    ///
    /// - Throws: ``ImageFileError/cannotWrite(path:code:)``.
    public static func write(_ flow: FlowField, to path: String) throws {
        var words = [magic.bitPattern, UInt32(flow.width), UInt32(flow.height)]
        words.reserveCapacity(3 + 2 * flow.size.pixels)
        for pixel in 0..<flow.size.pixels {
            let (u, v) = (flow.dx[pixel], flow.dy[pixel])
            let isKnown = u.magnitude <= largestKnown && v.magnitude <= largestKnown
            words.append((isKnown ? u : unknown).bitPattern)
            words.append((isKnown ? v : unknown).bitPattern)
        }
        for place in words.indices { words[place] = words[place].littleEndian }
        try words.withUnsafeBytes { try FileBytes.write($0, to: path) }
    }

    private static func size(of bytes: [UInt8], _ path: String) throws(FlowError) -> FrameSize {
        func word(_ at: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
        }
        guard bytes.count >= 4, word(0) == magic.bitPattern else { throw .notFlow(path: path) }
        guard bytes.count >= headerBytes else {
            throw .length(path: path, expected: headerBytes, found: bytes.count)
        }
        let width = Int(Int32(bitPattern: word(4)))
        let height = Int(Int32(bitPattern: word(8)))
        guard width > 0, height > 0, width <= ImageFile.maximumPixels / height else {
            throw .impossibleSize(path: path, width: width, height: height)
        }
        return FrameSize(height: height, width: width)
    }

    private static func byteCount(_ size: FrameSize) -> Int { headerBytes + 8 * size.pixels }
}
