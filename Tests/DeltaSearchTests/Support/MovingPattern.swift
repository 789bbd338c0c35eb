import Foundation
import RandomStreams
import VideoData

/// A textured ground and two blobs that move over it, with some noise: a video of a size that tests can afford.
struct MovingPattern: FrameSource {
    var name = "pattern"
    var size = FrameSize(height: 16, width: 24)
    var frameCount: Int? = 24
    var isLabelled = true
    /// Pixels that a blob moves a frame; 0 with ``noise`` 0 is a static clip.
    var speed = 1.5
    var noise = 4.0
    /// The negative of the picture: another scene.
    var isInverted = false

    func labelledFrame(at index: Int) throws -> (image: RGBImage, labels: LabelMap?) {
        var stream = RandomStream(seed: 9, stream: "pattern.\(index)")
        let shift = speed * Double(index)
        var pixels = [UInt8](repeating: 0, count: size.pixels * 3)
        var ids = [UInt8](repeating: 0, count: size.pixels)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let ground = 90 + 50 * sin(0.7 * Double(x) + 0.2 * shift) * cos(0.9 * Double(y))
                let first = blob(x, y, 4 + shift, 5)
                let second = blob(x, y, 18 - 0.6 * shift, 11)
                let place = y * size.width + x
                let colours = [ground + 90 * first, ground + 90 * second, 180 - ground - 60 * first]
                for (c, value) in colours.enumerated() {
                    let noisy = value + (noise > 0 ? noise * stream.normal() : 0)
                    let value = UInt8(max(0, min(255, noisy)))
                    pixels[place * 3 + c] = isInverted ? 255 - value : value
                }
                ids[place] = first > 0.5 ? 1 : second > 0.5 ? 2 : y == 0 ? LabelMap.void : y > 12 ? 3 : 0
            }
        }
        return (
            RGBImage(width: size.width, height: size.height, pixels: pixels),
            isLabelled ? LabelMap(width: size.width, height: size.height, ids: ids) : nil
        )
    }

    /// A bump of radius 4 around a centre that leaves on one side and enters on the other.
    private func blob(_ x: Int, _ y: Int, _ left: Double, _ top: Double) -> Double {
        let width = Double(size.width)
        var dx = (Double(x) - left).truncatingRemainder(dividingBy: width)
        if dx < -width / 2 { dx += width }
        if dx > width / 2 { dx -= width }
        let dy = Double(y) - top
        return exp(-(dx * dx + dy * dy) / 16)
    }

    func frame(at index: Int) throws -> RGBImage { try labelledFrame(at: index).image }

    func labels(at index: Int) throws -> LabelMap? { try labelledFrame(at: index).labels }

    func fingerprint(of frames: Range<Int>?) throws -> String { "" }
}
