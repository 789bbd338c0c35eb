extension StreetScene {
    /// Height of the kerb.
    static let kerbHeight = 0.14

    /// Road, pavements and kerbs, endless for the eye.
    mutating func addGround() {
        let reach = 460.0
        let upwards = light.falling(on: SIMD3(0, 1, 0))
        func flat(_ label: UInt8, _ material: StreetCard.Material, _ low: Double, _ high: Double, y: Double)
            -> StreetCard
        {
            StreetCard(
                label: label, material: material, aRange: (Float(low), Float(high)), bRange: (-64, Float(reach)),
                origin: SIMD3(0, y, base), v: SIMD3(0, 0, 1), light: upwards)
        }
        cards.append(flat(StreetClass.road, .road, -style.kerb, style.kerb, y: 0))
        for side in [-1.0, 1.0] {
            let inner = side * style.kerb
            let outer = side * (style.frontage + 60)
            cards.append(
                flat(StreetClass.pavement, .pavement, min(inner, outer), max(inner, outer), y: Self.kerbHeight))
            var kerb = sideways(
                StreetClass.pavement, .kerb, x: inner, z: base - 64, length: reach + 64, low: 0, high: Self.kerbHeight)
            kerb.light = light.falling(on: SIMD3(-side, 0, 0))
            cards.append(kerb)
        }
    }

    /// The dark patch under a car or a person, on whatever ground is there.
    mutating func addShadow(x: Double, z: Double, width: Double, length: Double, strength: Float) {
        let onRoad = x.magnitude < style.kerb
        let y = (onRoad ? 0 : Self.kerbHeight) + 0.012
        let edge = style.kerb
        let low = onRoad ? max(-edge, x - width / 2) : x - width / 2
        let high = onRoad ? min(edge, x + width / 2) : x + width / 2
        guard high > low else { return }
        cards.append(
            StreetCard(
                label: onRoad ? StreetClass.road : StreetClass.pavement, material: .shadow, shape: .ellipse,
                aRange: (Float(low), Float(high)), bRange: (Float(z - base), Float(z - base + length)),
                origin: SIMD3(0, y, base), v: SIMD3(0, 0, 1), detail: SIMD4(onRoad ? 1 : 0, strength, 0, 0),
                light: light.falling(on: SIMD3(0, 1, 0))))
    }
}
