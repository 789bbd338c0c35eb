/// The colour of a point on a card, under the scene's light and through its haze. Components are 0…1.
struct StreetShader {
    let style: StreetStyle
    let light: StreetLight
    let base: Double
    let shadowEdge: [Float]
    let shadowStart: Int
    let camera: StreetCamera
    let sunSide: Float
    let haze: SIMD3<Float>
    /// Metres that one pixel covers at a distance of one metre.
    let pixel: Float

    init(scene: StreetScene) {
        style = scene.style
        light = scene.light
        base = scene.base
        shadowEdge = scene.shadowEdge
        shadowStart = scene.shadowStart
        camera = scene.camera
        sunSide = scene.light.direction.x > 0 ? 1 : -1
        haze = scene.light.horizon * 0.92
        pixel = Float(1 / scene.camera.focal)
    }

    /// - Parameter depth: distance along the camera's axis, in metres.
    func colour(of card: StreetCard, _ a: Float, _ b: Float, depth: Float) -> SIMD3<Float> {
        let lit: SIMD3<Float>
        switch card.material {
        case .road: lit = road(a, b, depth) * groundLight(card, a, b)
        case .pavement: lit = pavement(a, b, depth) * groundLight(card, a, b)
        case .shadow:
            let ground = card.detail.x > 0 ? road(a, b, depth) : pavement(a, b, depth)
            lit = ground * (groundLight(card, a, b) * (1 - card.detail.y))
        case .kerb: lit = kerb(card, a, b, depth) * card.light
        case .facade: lit = facade(card, a, b, depth)
        case .wall: lit = wall(card, a, b, depth) * card.light
        case .roof: lit = roof(card, a, b, depth) * card.light
        case .crown: lit = crown(card, a, b, depth) * card.light
        case .hedge: lit = hedge(card, a, b, depth) * card.light
        case .fence: lit = fence(card, a, b, depth) * card.light
        case .rail: lit = rail(card, a, b, depth) * card.light
        case .trunk, .pole: lit = column(card, a, b) * card.light
        case .sign: lit = sign(card, a, b) * card.light
        case .signal: lit = signal(card, a, b)
        case .carEnd: lit = carEnd(card, a, b)
        case .carSide: lit = carSide(card, a, b) * card.light
        case .carTop: lit = carTop(card) * card.light
        case .carGlass: lit = carGlass(card, a, b)
        case .cabinSide: lit = cabinSide(card, a, b)
        case .wheel: lit = SIMD3(repeating: 0.07 + 0.03 * StreetNoise.cell(Int(b * 30), 0, card.seed)) * card.light
        case .cloth: lit = cloth(card, a, b) * card.light
        case .coat: lit = coat(card, a, b) * card.light
        case .head: lit = head(card, a, b) * card.light
        case .cycle: lit = card.first * card.light
        }
        let share = depth / (depth + light.hazeDistance)
        return (lit + (haze - lit) * (share * share * 1.6 < 0.9 ? share * share * 1.6 : 0.9)) * light.exposure
    }

    /// Light on the ground at (x, base + z): sun outside the houses' shadows and the clouds'.
    private func groundLight(_ card: StreetCard, _ x: Float, _ z: Float) -> SIMD3<Float> {
        let distance = base + Double(z)
        let metre = Int(distance + Double(x) * 0.3) - shadowStart
        var share: Float = 1
        if metre >= 0, metre < shadowEdge.count {
            let past = (shadowEdge[metre] - x) * sunSide
            share = min(1, max(0, past * 4 + 0.5))
        }
        let cloud = StreetNoise.value((distance - light.drift.x * 900) / 70, 0, 77)
        share *= 1 - light.cover * StreetNoise.smooth(cloud) * 0.8
        return light.ambient + light.sun * (Float(max(0, light.direction.y)) * share * 1.25)
    }

    /// How much of a texture with cells of `size` metres survives when a pixel covers `depth · pixel` metres across.
    @inline(__always)
    func detail(_ size: Float, _ depth: Float, slant: Float = 1) -> Float {
        let ratio = size / (depth * pixel * slant)
        return min(1, max(0, ratio * 0.5 - 0.4))
    }
}
