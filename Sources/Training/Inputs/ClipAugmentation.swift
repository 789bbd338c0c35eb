public import RandomStreams
public import VideoData

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Random changes of a clip: mirror, zoom, turn, light, drawn once for all of its frames, and a steady motion of the
/// camera on top of what the clip has.
///
/// A frame d frames from the key frame is sampled at `x ↦ c + d·v + e^{d·w} · A x`, x from the frame's centre: A the
/// clip's mirror, zoom, shape and turn, c its crop, v and w the motion. What lies beyond the frame is its mirror image.
public struct ClipAugmentation: Hashable, Sendable {
    /// Chance of a mirror image.
    public var flip: Double
    /// Zoom factors, drawn evenly in their logarithm; below 1 the frame's surroundings are its mirror image.
    public var zoom: ClosedRange<Double>
    /// Largest relative change of width against height.
    public var aspect: Double
    /// Largest turn, in degrees.
    public var rotation: Double
    /// Largest shift of the camera from frame to frame, as a share of the frame's height; its zoom changes by as much.
    public var motion: Double
    /// Largest relative change of contrast.
    public var contrast: Double
    /// Largest relative change of each colour's gain.
    public var colour: Double
    /// Largest shift of brightness, of 255.
    public var brightness: Double
    /// Largest change of the logarithm of gamma.
    public var gamma: Double

    public init(
        flip: Double = 0.5, zoom: ClosedRange<Double> = 0.9...1.8, aspect: Double = 0.1, rotation: Double = 4,
        motion: Double = 0, contrast: Double = 0.3, colour: Double = 0.1, brightness: Double = 30, gamma: Double = 0.2
    ) {
        precondition(zoom.lowerBound > 0, "zoom factors are positive")
        self.flip = flip
        self.zoom = zoom
        self.aspect = aspect
        self.rotation = rotation
        self.motion = motion
        self.contrast = contrast
        self.colour = colour
        self.brightness = brightness
        self.gamma = gamma
    }

    /// No change.
    public static let none = ClipAugmentation(
        flip: 0, zoom: 1...1, aspect: 0, rotation: 0, contrast: 0, colour: 0, brightness: 0, gamma: 0)

    public func draw(_ stream: inout RandomStream) -> Drawn {
        func around(_ bound: Double) -> Double { bound * (2 * stream.uniform() - 1) }
        let (low, high) = (log(zoom.lowerBound), log(zoom.upperBound))
        let zoom = exp(low + (high - low) * stream.uniform())
        let slack = abs(1 - 1 / zoom) / 2
        let centre = (x: around(slack), y: around(slack))
        let mirrors = stream.bool(probability: flip)
        let aspect = exp(around(log(1 + self.aspect)))
        let angle = around(rotation * Double.pi / 180)
        let velocity = (x: around(motion), y: around(motion), zoom: around(motion))
        let gamma = exp(around(self.gamma))
        let contrast = 1 + around(self.contrast)
        let gains = (0..<3).map { _ in contrast * (1 + around(colour)) }
        let offset = around(brightness)
        return Drawn(
            view: ClipView(
                centre: centre,
                scale: (x: (mirrors ? -1 : 1) * aspect.squareRoot() / zoom, y: 1 / (zoom * aspect.squareRoot())),
                angle: angle, velocity: velocity),
            light: gains.map { gain in
                (0..<256).map { value in
                    let curved = 255 * pow(Double(value) / 255, gamma)
                    return UInt8(max(0, min(255, ((curved - 128) * gain + 128 + offset).rounded())))
                }
            })
    }

    /// One draw: the changes of one clip.
    public struct Drawn: Sendable {
        let view: ClipView
        /// The new value of each value, by colour.
        let light: [[UInt8]]

        /// The image as the changed clip has it.
        ///
        /// - Parameter distance: frames from the key frame, below 0 before it.
        public func apply(to image: RGBImage, distance: Int) -> RGBImage {
            view.sampling(image.size, distance: distance).resample(image, light: light)
        }

        /// The labels, moved like the image: those of the nearest pixels.
        public func apply(to labels: LabelMap, distance: Int) -> LabelMap {
            view.sampling(labels.size, distance: distance).resample(labels)
        }
    }
}
