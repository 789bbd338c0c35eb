import VideoData

/// A frame seen through an affine map: output pixel (x, y) is the frame at
/// `(originX + xx·x + xy·y, originY + yx·x + yy·y)`, in pixels, 0 at the first one's centre. Beyond its edges the frame
/// is mirrored.
struct AffineSampling: Sendable, Hashable {
    var xx: Float
    var xy: Float
    var yx: Float
    var yy: Float
    var originX: Float
    var originY: Float

    /// Bilinear; each colour's values then become those of its table.
    func resample(_ image: RGBImage, light: [[UInt8]]) -> RGBImage {
        let (width, height) = (image.width, image.height)
        let table = light[0] + light[1] + light[2]
        let pixels = [UInt8](unsafeUninitializedCapacity: image.pixels.count) { target, count in
            image.pixels.withUnsafeBufferPointer { source in
                table.withUnsafeBufferPointer { table in
                    for y in 0..<height {
                        for x in 0..<width {
                            let (px, py) = position(x, y)
                            let (x0, x1, fx) = Self.neighbours(px, width)
                            let (y0, y1, fy) = Self.neighbours(py, height)
                            let (upper, lower) = (y0 * width, y1 * width)
                            let out = (y * width + x) * 3
                            for c in 0..<3 {
                                let a = Float(source[(upper + x0) * 3 + c])
                                let b = Float(source[(upper + x1) * 3 + c])
                                let d = Float(source[(lower + x0) * 3 + c])
                                let e = Float(source[(lower + x1) * 3 + c])
                                let top = a + fx * (b - a)
                                let bottom = d + fx * (e - d)
                                target[out + c] = table[c * 256 + Int(top + fy * (bottom - top) + 0.5)]
                            }
                        }
                    }
                }
            }
            count = width * height * 3
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// The nearest pixel's.
    func resample(_ labels: LabelMap) -> LabelMap {
        var ids = labels.ids
        for y in 0..<labels.height {
            for x in 0..<labels.width {
                let (px, py) = position(x, y)
                let column = Self.mirrored(Int((px).rounded()), labels.width)
                let row = Self.mirrored(Int((py).rounded()), labels.height)
                ids[y * labels.width + x] = labels.ids[row * labels.width + column]
            }
        }
        return LabelMap(width: labels.width, height: labels.height, ids: ids)
    }

    private func position(_ x: Int, _ y: Int) -> (Float, Float) {
        let (x, y) = (Float(x), Float(y))
        return (originX + xx * x + xy * y, originY + yx * x + yy * y)
    }

    /// The coordinates on either side, and the second one's weight.
    private static func neighbours(_ position: Float, _ extent: Int) -> (Int, Int, Float) {
        let floor = position.rounded(.down)
        let low = Int(floor)
        let fraction = position - floor
        if low >= 0, low + 1 < extent { return (low, low + 1, fraction) }
        return (mirrored(low, extent), mirrored(low + 1, extent), fraction)
    }

    /// `… 1 0 | 0 1 … n−1 | n−1 n−2 …`.
    private static func mirrored(_ index: Int, _ extent: Int) -> Int {
        if index >= 0, index < extent { return index }
        let period = 2 * extent
        let place = (index % period + period) % period
        return place < extent ? place : period - 1 - place
    }
}
