import Foundation

/// How a picture is turned and mirrored before it is shown: one of eight ways.
struct Orientation: Hashable, Sendable {
    /// The shown picture's place of a stored pixel (x, y): `(a·x + c·y, b·x + d·y)`, moved so that both begin at 0.
    var a = 1
    var b = 0
    var c = 0
    var d = 1

    static let upright = Orientation()

    /// nil where the matrix turns by something else than right angles.
    ///
    /// - Parameter matrix: as FFmpeg lays a display matrix out: a b u, c d v, x y w.
    init?(matrix: [Int32]) {
        let parts = [matrix[0], matrix[1], matrix[3], matrix[4]].map(Double.init)
        let largest = parts.map(\.magnitude).max() ?? 0
        guard largest > 0 else { return nil }
        // A matrix may stretch as well; that is as much ignored as the shape of pixels is.
        let signs = parts.map { $0.magnitude < largest / 1000 ? 0 : $0 < 0 ? -1 : 1 }
        (a, b, c, d) = (signs[0], signs[1], signs[2], signs[3])
        // Each axis becomes one axis: what shears has no place for some pixels.
        guard abs(a * d - b * c) == 1, (b, c) == (0, 0) || (a, d) == (0, 0) else { return nil }
    }

    init() {}

    var swapsSides: Bool { a == 0 }

    func size(of stored: FrameSize) -> FrameSize {
        swapsSides ? FrameSize(height: stored.width, width: stored.height) : stored
    }

    /// By how much the matrix turns, in degrees.
    static func degrees(matrix: [Int32]) -> Double {
        atan2(Double(matrix[1]), Double(matrix[0])) * 180 / .pi
    }
}

extension RGBImage {
    func oriented(_ orientation: Orientation) -> RGBImage {
        guard orientation != .upright else { return self }
        let shown = orientation.size(of: size)
        let (a, b, c, d) = (orientation.a, orientation.b, orientation.c, orientation.d)
        let left = min(0, a * (width - 1)) + min(0, c * (height - 1))
        let top = min(0, b * (width - 1)) + min(0, d * (height - 1))
        var result = [UInt8](repeating: 0, count: pixels.count)
        for y in 0..<height {
            for x in 0..<width {
                let to = 3 * ((b * x + d * y - top) * shown.width + a * x + c * y - left)
                let from = 3 * (y * width + x)
                result[to] = pixels[from]
                result[to + 1] = pixels[from + 1]
                result[to + 2] = pixels[from + 2]
            }
        }
        return RGBImage(width: shown.width, height: shown.height, pixels: result)
    }
}
