import CPictures

extension LabelMap {
    /// The map in display colours; void and ids beyond the palette are black.
    public func coloured(_ palette: [ClassSet.Colour]) -> RGBImage {
        blended(over: nil, palette: palette, opacity: 1)
    }

    /// The picture with the map's colours laid over it: `(1 − opacity) · image + opacity · colour`; void pixels show
    /// the picture as it is. Map and picture have one size.
    public func overlay(on image: RGBImage, palette: [ClassSet.Colour], opacity: Float) -> RGBImage {
        precondition(image.size == size, "labels of \(size) over a picture of \(image.size)")
        precondition((0...1).contains(opacity), "opacity \(opacity)")
        return blended(over: image, palette: palette, opacity: opacity)
    }

    /// - Parameter image: nil: nothing shows through.
    private func blended(over image: RGBImage?, palette: [ClassSet.Colour], opacity: Float) -> RGBImage {
        var colours = [UInt8](repeating: 0, count: 3 * 256)
        for (id, colour) in palette.prefix(256).enumerated() {
            (colours[3 * id], colours[3 * id + 1], colours[3 * id + 2]) = (colour.red, colour.green, colour.blue)
        }
        var shares = [UInt16](repeating: UInt16((opacity * 256).rounded()), count: 256)
        if image != nil { shares[Int(Self.void)] = 0 }
        return ids.withUnsafeBufferPointer { ids in
            // What does not show through may be anything that is long enough.
            func blend(_ below: UnsafeBufferPointer<UInt8>?) -> RGBImage {
                RGBImage(size, parts: PictureBands.count(size.pixels)) { bytes, band in
                    let count = band.count * width
                    if below == nil { bytes.initialize(repeating: 0, count: 3 * count) }
                    cp_blend(
                        ids.baseAddress! + band.lowerBound * width,
                        below.map { $0.baseAddress! + 3 * band.lowerBound * width } ?? UnsafePointer(bytes), colours,
                        shares, bytes, count)
                }
            }
            guard let image else { return blend(nil) }
            return image.pixels.withUnsafeBufferPointer(blend)
        }
    }
}
