/// Picture, labels and flow of a scene.
struct StreetRenderer {
    let scene: StreetScene
    let size: FrameSize
    private let shader: StreetShader
    private let centres: StreetRaster

    init(style: StreetStyle, index: Int, size: FrameSize) {
        scene = StreetScene(style: style, index: index, size: size)
        self.size = size
        shader = StreetShader(scene: scene)
        centres = StreetRaster(scene: scene, width: size.width, height: size.height, offset: 0)
    }

    /// The class seen at each pixel's centre.
    func labels() -> LabelMap {
        let ids = (0..<size.pixels).map { sample -> UInt8 in
            let card = centres.cardOf[sample]
            if card != StreetRaster.nothing { return scene.cards[Int(card)].label }
            return shader.background(direction(sample, of: centres, offset: 0)).label
        }
        return LabelMap(width: size.width, height: size.height, ids: ids)
    }

    /// Half of a pixel's colour comes from its centre, an eighth from each of its corners: two samples a pixel.
    ///
    /// - Parameter noise: standard deviation of the sensor's noise, in 8-bit steps.
    func image(noise: Float) -> RGBImage {
        let corners = StreetRaster(scene: scene, width: size.width + 1, height: size.height + 1, offset: -0.5)
        let middle = shade(centres, offset: 0)
        let corner = shade(corners, offset: -0.5)
        var pixels = [UInt8](repeating: 0, count: 3 * size.pixels)
        let stride = size.width + 1
        let salt = UInt32(truncatingIfNeeded: Int((scene.time * StreetScene.rate).rounded())) &* 0x9E37_79B9
        for y in 0..<size.height {
            for x in 0..<size.width {
                let at = y * stride + x
                let around = (corner[at] + corner[at + 1]) + (corner[at + stride] + corner[at + stride + 1])
                let colour = middle[y * size.width + x] * 127.5 + around * 31.875
                let place = 3 * (y * size.width + x)
                for channel in 0..<3 {
                    var value = colour[channel]
                    if noise > 0 {
                        let draw =
                            StreetNoise.cell(place + channel, 1, salt) + StreetNoise.cell(place + channel, 2, salt)
                        value += (draw - 1) * 2.45 * noise
                    }
                    pixels[place + channel] = UInt8(min(255, max(0, value + 0.5)))
                }
            }
        }
        return RGBImage(width: size.width, height: size.height, pixels: pixels)
    }

    /// Backward flow: where `previousPoint` falls in the previous picture.
    func flow() -> FlowField {
        var dx = [Float](repeating: .nan, count: size.pixels)
        var dy = dx
        for sample in 0..<size.pixels {
            guard let seen = scene.previousCamera.project(previousPoint(of: sample)) else { continue }
            dx[sample] = Float(seen.x - Double(sample % size.width))
            dy[sample] = Float(seen.y - Double(sample / size.width))
        }
        return FlowField(width: size.width, height: size.height, dx: dx, dy: dy)
    }

    /// The surface point that a pixel shows, where it was one frame before, in the axes of the camera of that time. At
    /// infinity only its direction counts.
    func previousPoint(of sample: Int) -> SIMD3<Double> {
        let previous = scene.previousCamera
        let id = Int(centres.cardOf[sample])
        guard id != Int(StreetRaster.nothing), let plane = centres.planes[id] else {
            return previous.turned(direction(sample, of: centres, offset: 0))
        }
        let place = SIMD3(Double(sample % size.width), Double(sample / size.width), 1)
        let w = (plane.w * place).sum()
        let card = scene.cards[id]
        let inCard = card.u * ((plane.a * place).sum() / w) + (card.previousV ?? card.v) * ((plane.b * place).sum() / w)
        return previous.turned(card.origin - card.motion + inCard - previous.position)
    }

    /// The reciprocal of a pixel's depth in metres; 0 at infinity.
    func nearness(of sample: Int) -> Float { centres.nearness[sample] }

    private func shade(_ raster: StreetRaster, offset: Double) -> [SIMD3<Float>] {
        var colours = [SIMD3<Float>](repeating: .zero, count: raster.width * raster.height)
        for y in 0..<raster.height {
            for x in 0..<raster.width {
                let sample = y * raster.width + x
                let id = Int(raster.cardOf[sample])
                guard id != Int(StreetRaster.nothing), let plane = raster.planes[id] else {
                    colours[sample] = shader.background(direction(sample, of: raster, offset: offset)).colour
                    continue
                }
                let depth = 1 / raster.nearness[sample]
                let a = Float(plane.a.x * Double(x) + plane.a.y * Double(y) + plane.a.z) * depth
                let b = Float(plane.b.x * Double(x) + plane.b.y * Double(y) + plane.b.z) * depth
                colours[sample] = shader.colour(of: scene.cards[id], a, b, depth: depth)
            }
        }
        for index in colours.indices { colours[index].clamp(lowerBound: .zero, upperBound: SIMD3(repeating: 1)) }
        return colours
    }

    private func direction(_ sample: Int, of raster: StreetRaster, offset: Double) -> SIMD3<Double> {
        let camera = scene.camera
        let x = Double(sample % raster.width) + offset
        let y = Double(sample / raster.width) + offset
        return camera.world(
            SIMD3((x - camera.centre.x) / camera.focal, (camera.centre.y - y) / camera.focal, 1))
    }
}
