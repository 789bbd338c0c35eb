public import RandomStreams
public import VideoData

/// Random changes of training frames: mirror, zoom, light. Drawn once, applied alike to every frame of a clip.
public struct Augmentation: Hashable, Sendable {
    /// Chance of a mirror image.
    public var flip: Double
    /// Zoom factors: above 1 crops, below 1 would leave borders and is not allowed.
    public var zoom: ClosedRange<Double>
    /// Largest relative change of contrast and of each colour's gain.
    public var contrast: Double
    /// Largest shift of brightness, of 255.
    public var brightness: Double

    public init(
        flip: Double = 0.5, zoom: ClosedRange<Double> = 1...1.6, contrast: Double = 0.2, brightness: Double = 20
    ) {
        precondition(zoom.lowerBound >= 1, "a zoom below 1 leaves borders without pixels")
        self.flip = flip
        self.zoom = zoom
        self.contrast = contrast
        self.brightness = brightness
    }

    /// No change.
    public static let none = Augmentation(flip: 0, zoom: 1...1, contrast: 0, brightness: 0)

    public func draw(_ stream: inout RandomStream) -> Drawn {
        let zoom = self.zoom.lowerBound + (self.zoom.upperBound - self.zoom.lowerBound) * stream.uniform()
        let left = stream.uniform() * (1 - 1 / zoom)
        let top = stream.uniform() * (1 - 1 / zoom)
        let flips = stream.bool(probability: flip)
        let common = 1 + contrast * (2 * stream.uniform() - 1)
        let gains = (0..<3).map { _ in common * (1 + 0.25 * contrast * (2 * stream.uniform() - 1)) }
        let offset = brightness * (2 * stream.uniform() - 1)
        return Drawn(flips: flips, zoom: zoom, left: left, top: top, gains: gains, offset: offset)
    }

    /// One draw: the same change for any number of frames.
    public struct Drawn: Hashable, Sendable {
        let flips: Bool
        let zoom: Double
        /// The crop's corner, as a share of the frame.
        let left: Double
        let top: Double
        let gains: [Double]
        let offset: Double
    }
}

extension Augmentation.Drawn {
    /// The image, cropped and resampled bilinearly to its own size, mirrored, its light changed.
    public func apply(to image: RGBImage) -> RGBImage {
        let width = image.width
        let height = image.height
        let tables = gains.map { gain in
            (0..<256).map { UInt8(max(0, min(255, ((Double($0) - 128) * gain + 128 + offset).rounded()))) }
        }
        let columns = sampled(width, left, flips)
        let rows = sampled(height, top, false)
        var pixels = [UInt8](repeating: 0, count: width * height * 3)
        image.pixels.withUnsafeBufferPointer { source in
            pixels.withUnsafeMutableBufferPointer { target in
                for y in 0..<height {
                    let (y0, y1, fy) = rows[y]
                    for x in 0..<width {
                        let (x0, x1, fx) = columns[x]
                        for c in 0..<3 {
                            let a = Float(source[(y0 * width + x0) * 3 + c])
                            let b = Float(source[(y0 * width + x1) * 3 + c])
                            let d = Float(source[(y1 * width + x0) * 3 + c])
                            let e = Float(source[(y1 * width + x1) * 3 + c])
                            let upper = a + fx * (b - a)
                            let lower = d + fx * (e - d)
                            target[(y * width + x) * 3 + c] = tables[c][Int(upper + fy * (lower - upper) + 0.5)]
                        }
                    }
                }
            }
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// The labels, moved like the image, nearest neighbour.
    public func apply(to labels: LabelMap) -> LabelMap {
        let columns = sampled(labels.width, left, flips)
        let rows = sampled(labels.height, top, false)
        var ids = labels.ids
        for y in 0..<labels.height {
            let row = rows[y].2 < 0.5 ? rows[y].0 : rows[y].1
            for x in 0..<labels.width {
                let column = columns[x].2 < 0.5 ? columns[x].0 : columns[x].1
                ids[y * labels.width + x] = labels.ids[row * labels.width + column]
            }
        }
        return LabelMap(width: labels.width, height: labels.height, ids: ids)
    }

    /// For every output coordinate: the two source coordinates and the second one's weight.
    private func sampled(_ extent: Int, _ start: Double, _ mirrored: Bool) -> [(Int, Int, Float)] {
        (0..<extent).map { p in
            let q = mirrored ? extent - 1 - p : p
            let position = max(0, (Double(q) + 0.5) / zoom + start * Double(extent) - 0.5)
            let low = min(Int(position), extent - 1)
            return (low, min(low + 1, extent - 1), Float(position - Double(low)))
        }
    }
}
