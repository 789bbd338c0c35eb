import Foundation

@testable import VideoData

/// Videos by our own writer, frames that tell their number.
enum TestVideo {
    static let size = FrameSize(height: 48, width: 64)

    /// A picture of four fields, three of which say the number in base 4, by colours far apart.
    static func frame(_ index: Int, size: FrameSize = size) -> RGBImage {
        let colours: [(UInt8, UInt8, UInt8)] = [(20, 30, 40), (220, 40, 30), (40, 200, 60), (60, 50, 230)]
        var pixels: [UInt8] = []
        for y in 0..<size.height {
            for x in 0..<size.width {
                let field = (2 * y >= size.height ? 2 : 0) + (2 * x >= size.width ? 1 : 0)
                let digit = field == 3 ? 0 : index >> (2 * field) & 3
                let colour = field == 3 ? (128, 128, 128) : colours[digit]
                pixels += [colour.0, colour.1, colour.2]
            }
        }
        return RGBImage(width: size.width, height: size.height, pixels: pixels)
    }

    /// Mean difference of samples.
    static func difference(_ one: RGBImage, _ other: RGBImage) -> Double {
        guard one.size == other.size else { return .infinity }
        let sum = zip(one.pixels, other.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        return Double(sum) / Double(one.pixels.count)
    }

    /// Which of the first 64 frames a picture is.
    static func number(_ image: RGBImage) -> Int? {
        let all = (0..<64).map { difference(image, frame($0, size: image.size)) }
        return all.indices.min { all[$0] < all[$1] }
    }

    @discardableResult
    static func write(
        _ count: Int, to path: String, size: FrameSize = size, rate: VideoRate = .usual, encoder: String? = nil
    ) throws -> String {
        guard let format = try VideoFormat(path: path) else { throw FrameSourceError.missing(path: path) }
        let writer = try VideoWriter(path, format: format, size: size, rate: rate, encoder: encoder)
        for index in 0..<count { try writer.write(frame(index, size: size)) }
        try writer.finish()
        return path
    }

    static func bytes(_ path: String) throws -> [UInt8] { try FileBytes.read(path) }

    /// A second of silence.
    static var sound: [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
        let format = number(1, 2) + number(1, 2) + number(8000, 4) + number(8000, 4) + number(1, 2) + number(8, 2)
        let data = [UInt8](repeating: 128, count: 8000)
        let body =
            Array("WAVEfmt ".utf8) + number(format.count, 4) + format + Array("data".utf8) + number(data.count, 4)
            + data
        return Array("RIFF".utf8) + number(body.count, 4) + body
    }
}
