import VideoData

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// How a changed clip looks at its frames: from where, how near, turned by how much, and how it moves.
struct ClipView: Sendable {
    /// The view's centre from the frame's, as shares of its width and height.
    let centre: (x: Double, y: Double)
    /// Frame pixels a pixel of the view; negative: mirrored.
    let scale: (x: Double, y: Double)
    /// In radians.
    let angle: Double
    /// From frame to frame: the centre's shift as a share of the height, the change of the scale's logarithm.
    let velocity: (x: Double, y: Double, zoom: Double)

    /// Where the pixels of the view of a frame lie in it.
    func sampling(_ size: FrameSize, distance: Int) -> AffineSampling {
        let (width, height) = (Double(size.width), Double(size.height))
        let growth = exp(velocity.zoom * Double(distance))
        let (cosine, sine) = (growth * cos(angle), growth * sin(angle))
        let (a, b) = (cosine * scale.x, -sine * scale.y)
        let (c, d) = (sine * scale.x, cosine * scale.y)
        let x = width * (0.5 + centre.x) + height * velocity.x * Double(distance)
        let y = height * (0.5 + centre.y) + height * velocity.y * Double(distance)
        let (left, top) = ((1 - width) / 2, (1 - height) / 2)
        return AffineSampling(
            xx: Float(a), xy: Float(b), yx: Float(c), yy: Float(d),
            originX: Float(x + a * left + b * top - 0.5), originY: Float(y + c * left + d * top - 0.5))
    }
}
