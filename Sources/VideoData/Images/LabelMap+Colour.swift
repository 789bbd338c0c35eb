extension LabelMap {
    /// The map in display colours; void and ids beyond the palette are black.
    public func coloured(_ palette: [ClassSet.Colour]) -> RGBImage {
        let table = Self.table(palette)
        var pixels = [UInt8](repeating: 0, count: 3 * ids.count)
        for (pixel, id) in ids.enumerated() {
            let colour = table[Int(id)]
            pixels[3 * pixel] = colour.red
            pixels[3 * pixel + 1] = colour.green
            pixels[3 * pixel + 2] = colour.blue
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    /// The picture with the map's colours laid over it: `(1 − opacity) · image + opacity · colour`; void pixels show
    /// the picture as it is. Map and picture have one size.
    public func overlay(on image: RGBImage, palette: [ClassSet.Colour], opacity: Float) -> RGBImage {
        precondition(image.size == size, "labels of \(size) over a picture of \(image.size)")
        precondition((0...1).contains(opacity), "opacity \(opacity)")
        let table = Self.table(palette)
        let share = Int((opacity * 256).rounded())
        func mix(_ below: UInt8, _ above: UInt8) -> UInt8 {
            UInt8((Int(below) * (256 - share) + Int(above) * share + 128) >> 8)
        }
        var pixels = image.pixels
        for (pixel, id) in ids.enumerated() where id != Self.void {
            let colour = table[Int(id)]
            let at = 3 * pixel
            pixels[at] = mix(pixels[at], colour.red)
            pixels[at + 1] = mix(pixels[at + 1], colour.green)
            pixels[at + 2] = mix(pixels[at + 2], colour.blue)
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    private static func table(_ palette: [ClassSet.Colour]) -> [ClassSet.Colour] {
        (0..<256).map { $0 < palette.count ? palette[$0] : ClassSet.Colour(0, 0, 0) }
    }
}
