extension StreetShader {
    /// Asphalt: stains, wheel tracks, patches, grain, and the paint on it.
    func road(_ x: Float, _ z: Float, _ depth: Float) -> SIMD3<Float> {
        let along = base + Double(z)
        // The ground is seen at a slant: a pixel is longer than it is wide.
        let slant = max(1, depth / Float(style.cameraHeight))
        var tone: Float = 1
        tone += 0.16 * (StreetNoise.value(Double(x) * 0.45, along * 0.14, 11) - 0.5)
        let grain = detail(0.12, depth, slant: slant * 0.5)
        if grain > 0 {
            tone +=
                grain * 0.22 * style.roadRoughness * (StreetNoise.value(Double(x) * 9, along * 9, 12) - 0.5)
        }
        let mottle = detail(0.6, depth, slant: slant * 0.5)
        tone += mottle * 0.14 * style.roadRoughness * (StreetNoise.value(Double(x) * 2.1, along * 1.6, 13) - 0.5)
        let lane = Float(style.laneWidth)
        let track = (x.magnitude - lane * 0.5).magnitude - 0.78
        tone -= 0.07 * max(0, 1 - track * track * 8)
        // Repairs.
        let cellX = Int((x / 2.3).rounded(.down))
        let cellZ = Int((along / 5.5).rounded(.down))
        let patch = StreetNoise.cell(cellX, cellZ, 14)
        if patch > 0.86 { tone *= 0.80 + (patch - 0.86) * 2.4 }
        var colour = style.roadTone * tone
        let paint = marking(x, along, depth, slant)
        if paint > 0 {
            let worn = 0.75 + 0.25 * StreetNoise.value(Double(x) * 4, along * 4, 15)
            colour += (SIMD3(0.82, 0.82, 0.78) - colour) * (paint * worn)
        }
        let gutter = Float(style.kerb) - x.magnitude
        if gutter < 0.35 { colour *= 0.72 + 0.8 * gutter }
        return colour
    }

    /// Share of paint: middle line, cycle lane, crossings.
    private func marking(_ x: Float, _ along: Double, _ depth: Float, _ slant: Float) -> Float {
        let blur = depth * pixel + 0.02
        func stripe(_ centre: Float, _ half: Float) -> Float {
            min(1, max(0, (half - (x - centre).magnitude) / blur + 0.5))
        }
        let seed = UInt32(truncatingIfNeeded: style.seed)
        let block = (along / 62).rounded(.down)
        let inBlock = along - block * 62
        if inBlock < 3.4, StreetNoise.cell(Int(block), 3, seed) < 0.55 {
            // A crossing: bars along the street.
            let bar = x / 0.9 - (x / 0.9).rounded(.down)
            return min(1, max(0, (0.25 - (bar - 0.5).magnitude) * 0.9 / blur + 0.5)) * 0.95
        }
        let dashLength = 6.0
        let dash = along / dashLength - (along / dashLength).rounded(.down)
        let longBlur = blur * slant / Float(dashLength) + 0.003
        let on = min(1, max(0, (0.28 - (Float(dash) - 0.5).magnitude) / longBlur + 0.5))
        var paint = stripe(0, 0.08) * on
        let edge = Float(style.laneWidth)
        paint = max(paint, stripe(edge, 0.06), stripe(-edge, 0.06))
        if style.parkingWidth > 1 {
            let bay = Float(style.laneWidth + style.cycleWidth)
            paint = max(paint, 0.7 * stripe(bay, 0.05), 0.7 * stripe(-bay, 0.05))
        } else {
            let line = Float(style.kerb) - 0.3
            paint = max(paint, 0.8 * stripe(line, 0.06), 0.8 * stripe(-line, 0.06))
        }
        return paint
    }

    /// Slabs with joints, each a little different.
    func pavement(_ x: Float, _ z: Float, _ depth: Float) -> SIMD3<Float> {
        let along = base + Double(z)
        let slant = max(1, depth / Float(style.cameraHeight))
        let tile = Double(style.tile)
        let row = (along / tile).rounded(.down)
        let shifted = Double(x) / tile + (Int(row) & 1 == 0 ? 0 : 0.5)
        let column = shifted.rounded(.down)
        var tone: Float = 1 + 0.14 * (StreetNoise.value(Double(x) * 0.7, along * 0.35, 21) - 0.5)
        let clear = detail(style.tile, depth, slant: slant * 0.6)
        if clear > 0 {
            tone += clear * 0.13 * (StreetNoise.cell(Int(column), Int(row), 22) - 0.5)
            let s = Float(shifted - column)
            let t = Float(along / tile - row)
            let edge = min(min(s, 1 - s), min(t, 1 - t)) * style.tile
            if edge < 0.022 { tone -= 0.3 * clear }
        }
        let grain = detail(0.1, depth, slant: slant * 0.5)
        if grain > 0 { tone += grain * 0.12 * (StreetNoise.value(Double(x) * 12, along * 12, 23) - 0.5) }
        return style.pavementTone * tone
    }

    /// The kerb's face: stones a metre long.
    func kerb(_ card: StreetCard, _ a: Float, _ b: Float, _ depth: Float) -> SIMD3<Float> {
        let along = base - 64 + Double(a)
        let stone = along.rounded(.down)
        let joint = Float(along - stone) < 0.03 ? 0.75 : Float(1)
        let tone = 0.9 + 0.2 * StreetNoise.cell(Int(stone), 1, 24)
        return style.pavementTone * (tone * joint * (0.65 + 1.6 * b))
    }
}
