extension StreetShader {
    /// A house front: wall, rows of windows, a shop or doors below, a cornice above. Glass mirrors the sky.
    func facade(_ card: StreetCard, _ a: Float, _ b: Float, _ depth: Float) -> SIMD3<Float> {
        let storey = card.detail.x
        let bay = card.detail.y
        let floor = Int((b / storey).rounded(.down))
        let top = card.bRange.high
        if top - b < 0.45 {
            let lip: Float = top - b < 0.12 ? 0.8 : top - b > 0.38 ? 0.62 : 1.0
            return card.second * lip * card.light
        }
        if floor == 0, card.detail.w > 0 { return shopfront(card, a, b, depth) }
        let column = Int((a / bay).rounded(.down))
        let s = a - Float(column) * bay
        let t = b - Float(floor) * storey
        let style = StreetNoise.cell(0, 0, card.seed)
        let halfWidth = bay * (0.22 + 0.14 * style)
        let sill = storey * 0.30
        let head = storey * (0.78 + 0.1 * StreetNoise.cell(1, 0, card.seed))
        let door = floor == 0 && StreetNoise.cell(column, 9, card.seed) < 0.3
        let across = (s - bay / 2).magnitude
        let low = door ? 0.05 : sill
        let inside = across < halfWidth && t > low && t < head && Float(floor + 1) * storey < top - 0.3
        if inside {
            let rim = min(halfWidth - across, min(t - low, head - t))
            if door { return doorway(card, column, rim) * card.light }
            let bar = across < 0.03 || (t - (sill + head) / 2).magnitude < 0.03
            if rim < 0.07 || (bar && style > 0.35) { return card.second * 0.95 * card.light }
            return window(card, column, floor, (t - sill) / (head - sill), rim)
        }
        let sillBelow = t < sill && t > sill - 0.12 && across < halfWidth + 0.1
        if sillBelow, floor > 0 || !door { return card.second * 0.85 * card.light }
        var colour = masonry(card, a, b, depth)
        if t < 0.16, floor == 1 { colour = card.second * 0.8 }
        return colour * card.light
    }

    /// Glass: dark rooms, curtains, some lamps, and the sky's reflection growing upwards.
    private func window(_ card: StreetCard, _ column: Int, _ floor: Int, _ up: Float, _ rim: Float) -> SIMD3<Float> {
        let draw = StreetNoise.cell(column, floor + 17, card.seed)
        var glass = SIMD3<Float>(0.10, 0.12, 0.15) * (0.6 + draw)
        glass += light.horizon * (0.10 + 0.22 * up * draw)
        if draw > 0.72, rim < 0.3 { glass = SIMD3(0.62, 0.60, 0.55) * card.light * 0.8 }
        if draw < 0.06 { glass = SIMD3(0.75, 0.62, 0.38) }
        return glass
    }

    private func doorway(_ card: StreetCard, _ column: Int, _ rim: Float) -> SIMD3<Float> {
        let paints: [SIMD3<Float>] = [
            SIMD3(0.30, 0.08, 0.08), SIMD3(0.08, 0.16, 0.30), SIMD3(0.10, 0.22, 0.14), SIMD3(0.25, 0.17, 0.10),
        ]
        let paint = paints[Int(StreetNoise.cell(column, 31, card.seed) * 4)]
        return rim < 0.09 ? card.second : rim > 0.22 && rim < 0.27 ? paint * 0.7 : paint
    }

    /// Display windows under a painted fascia, sometimes an awning.
    private func shopfront(_ card: StreetCard, _ a: Float, _ b: Float, _ depth: Float) -> SIMD3<Float> {
        let storey = card.detail.x
        let paints: [SIMD3<Float>] = [
            SIMD3(0.35, 0.07, 0.09), SIMD3(0.07, 0.17, 0.33), SIMD3(0.07, 0.26, 0.16), SIMD3(0.11, 0.11, 0.12),
            SIMD3(0.62, 0.47, 0.16), SIMD3(0.45, 0.44, 0.42),
        ]
        let paint = paints[Int(StreetNoise.cell(3, 3, card.seed) * 6)]
        let t = b / storey
        if t > 0.78 {
            // Lettering: blocks along the fascia.
            let letter = Int((a / 0.22).rounded(.down))
            let middle = card.aRange.high / 2
            let lettered =
                t > 0.84 && t < 0.94 && (a - middle).magnitude < card.aRange.high * 0.28
                && StreetNoise.cell(letter, 5, card.seed) > 0.3
            return (lettered ? SIMD3(0.85, 0.82, 0.72) : paint) * card.light
        }
        if t > 0.66, StreetNoise.cell(4, 4, card.seed) < 0.4 {
            let stripe = Int((a / 0.45).rounded(.down)) & 1 == 0
            return (stripe ? paint * 1.6 : SIMD3(0.80, 0.78, 0.72)) * card.light * (1.5 - t * 0.6)
        }
        let pane = card.detail.y * 0.8
        let column = Int((a / pane).rounded(.down))
        let s = a - Float(column) * pane
        if s < 0.12 || t < 0.16 { return paint * 0.8 * card.light }
        let goods = StreetNoise.value(Double(a) * 2.2, Double(b) * 2.6, card.seed &+ 5)
        let lamp = StreetNoise.cell(column, 6, card.seed)
        var glass = SIMD3<Float>(0.11, 0.11, 0.12) + SIMD3(0.30, 0.24, 0.17) * (goods * goods * (0.3 + lamp))
        glass += light.horizon * (0.06 + 0.10 * t)
        return glass
    }

    /// The end wall of a house.
    func wall(_ card: StreetCard, _ a: Float, _ b: Float, _ depth: Float) -> SIMD3<Float> {
        let storey = card.detail.y
        let floor = Int((b / storey).rounded(.down))
        let t = b / storey - Float(floor)
        if floor > 0, (a.magnitude - 1.8).magnitude < 0.45, t > 0.32, t < 0.76, b < card.detail.x - 0.5,
            StreetNoise.cell(a > 0 ? 1 : 0, floor, card.seed) < 0.5
        {
            let edge = min(min(t - 0.32, 0.76 - t) * storey, 0.45 - (a.magnitude - 1.8).magnitude)
            return edge < 0.07 ? card.second : SIMD3(0.20, 0.23, 0.27)
        }
        return masonry(card, a + 4.5, b, depth)
    }

    /// Bricks or plaster.
    private func masonry(_ card: StreetCard, _ a: Float, _ b: Float, _ depth: Float) -> SIMD3<Float> {
        var tone: Float = 1 + 0.16 * (StreetNoise.value(Double(a) * 0.6, Double(b) * 0.6, card.seed) - 0.5)
        tone -= max(0, 0.14 - b * 0.07)
        if card.detail.z > 0 {
            let course = (b / 0.19).rounded(.down)
            let brick = a / 0.5 + (Int(course) & 1 == 0 ? 0 : 0.5)
            let clear = detail(0.19, depth)
            if clear > 0 {
                tone += clear * 0.22 * (StreetNoise.cell(Int(brick.rounded(.down)), Int(course), card.seed) - 0.5)
                if b / 0.19 - course < 0.15 { return card.first * tone * (1 - 0.2 * clear) }
            }
        } else {
            tone += detail(0.3, depth) * 0.07 * (StreetNoise.value(Double(a) * 5, Double(b) * 5, card.seed) - 0.5)
        }
        return card.first * tone
    }

    /// Rows of tiles.
    func roof(_ card: StreetCard, _ a: Float, _ b: Float, _ depth: Float) -> SIMD3<Float> {
        let row = (b / 0.3).rounded(.down)
        let clear = detail(0.3, depth)
        let shade = 1 - clear * 0.25 * (b / 0.3 - row)
        let patch = 0.9 + 0.2 * StreetNoise.value(Double(a) * 0.8, Double(b) * 0.8, card.seed)
        let tile = clear * 0.15 * (StreetNoise.cell(Int((a / 0.35).rounded(.down)), Int(row), card.seed) - 0.5)
        return card.first * (shade * patch + tile)
    }
}
