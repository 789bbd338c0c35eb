extension StreetShader {
    /// What lies at infinity in a direction of the world: sky and clouds, or a far skyline of roofs and trees.
    func background(_ d: SIMD3<Double>) -> (colour: SIMD3<Float>, label: UInt8) {
        let side = d.x / max(0.05, d.z)
        let rise = Float(d.y / max(0.05, d.z))
        if let far = skyline(side, rise) { return far }
        let up = min(1, max(0, rise * 2.2))
        var colour = light.horizon + (light.zenith - light.horizon) * (up * (2 - up) * 0.9)
        let level = 1 / (max(0, d.y / max(0.05, d.z)) + 0.16)
        let u = side * level + light.drift.x * 8
        let v = level * 1.6 + light.drift.y * 8
        var density = 0.52 * StreetNoise.value(u * 1.1, v * 1.1, 41)
        density += 0.28 * StreetNoise.value(u * 2.6, v * 2.6, 42)
        density += 0.20 * StreetNoise.value(u * 6.1, v * 6.1, 43)
        let share = min(1, max(0, (density - 0.82 + 0.62 * light.cover) * 3.2))
        let body = light.cloud * (0.80 + 0.25 * (1 - density))
        colour += (body - colour) * (share * (0.35 + 0.6 * up))
        return (colour * min(1.08, light.exposure), StreetClass.sky)
    }

    private func skyline(_ side: Double, _ rise: Float) -> (colour: SIMD3<Float>, label: UInt8)? {
        let seed = UInt32(truncatingIfNeeded: style.seed &* 7)
        let block = (side * 26).rounded(.down)
        let roof = 0.022 + 0.035 * StreetNoise.cell(Int(block), 0, seed)
        if rise < roof {
            let draw = StreetNoise.cell(Int(block), 1, seed)
            let tone = style.wallPalette[Int(draw * 6)] * 0.6
            let window = StreetNoise.cell(Int((side * 260).rounded(.down)), Int((rise * 260).rounded(.down)), seed)
            return ((tone * (0.9 + 0.2 * window) + (haze - tone) * 0.45) * light.exposure, StreetClass.building)
        }
        let leafy = StreetNoise.value(side * 17, 0, seed &+ 3)
        let crown = 0.075 * (leafy - 0.35) + 0.012 * StreetNoise.value(side * 160, 0, seed &+ 4) + 0.022
        if rise < crown {
            let tone = style.leafTone * (0.6 + 0.4 * StreetNoise.value(side * 130, Double(rise) * 130, seed &+ 5))
            return ((tone + (haze - tone) * 0.45) * light.exposure, StreetClass.tree)
        }
        return nil
    }
}
