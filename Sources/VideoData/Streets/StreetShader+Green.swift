extension StreetShader {
    /// Leaves: light above, dark below, in clumps.
    func crown(_ card: StreetCard, _ a: Float, _ b: Float, _ depth: Float) -> SIMD3<Float> {
        let height = (b - card.detail.x) / card.detail.y
        let clump = StreetNoise.value(Double(a) * 1.6, Double(b) * 1.6, card.seed)
        var tone = 0.72 + 0.26 * height + 0.55 * (clump - 0.5)
        let leaf = detail(0.12, depth)
        if leaf > 0 {
            tone += leaf * 0.55 * (StreetNoise.value(Double(a) * 8, Double(b) * 8, card.seed &+ 2) - 0.5)
        }
        return card.first * max(0.18, tone) * 1.15
    }

    func hedge(_ card: StreetCard, _ a: Float, _ b: Float, _ depth: Float) -> SIMD3<Float> {
        let clump = StreetNoise.value(Double(a) * 1.1, Double(b) * 1.3, card.seed)
        var tone = 0.55 + 0.18 * b + 0.5 * (clump - 0.5)
        let leaf = detail(0.12, depth)
        if leaf > 0 {
            tone += leaf * 0.5 * (StreetNoise.value(Double(a) * 8, Double(b) * 8, card.seed &+ 2) - 0.5)
        }
        return card.first * max(0.2, tone)
    }

    /// Boards, mesh panels or a wall with posts, by the card's kind.
    func fence(_ card: StreetCard, _ a: Float, _ b: Float, _ depth: Float) -> SIMD3<Float> {
        let up = (b - card.bRange.low) / card.detail.x
        let plank = (a / 0.16).rounded(.down)
        let clear = detail(0.16, depth)
        switch Int(card.detail.y) {
        case 0:
            let gap: Float = a / 0.16 - plank < 0.16 ? 0.45 * clear : 0
            let rail: Float = (up - 0.25).magnitude < 0.05 || (up - 0.8).magnitude < 0.05 ? 0.85 : 1
            let tone = 0.88 + 0.24 * StreetNoise.cell(Int(plank), 0, card.seed) * clear
            return card.first * (tone * rail * (1 - gap))
        case 1:
            let post = a / 2 - (a / 2).rounded(.down)
            if post < 0.06 || up > 0.93 { return card.first * 0.75 }
            let s = (a + b) / 0.22
            let t = (a - b) / 0.22
            let wire = s - s.rounded(.down) < 0.22 || t - t.rounded(.down) < 0.22
            let dark = card.first * 0.35 + SIMD3(0.06, 0.09, 0.05)
            let mean = card.first * 0.6 + SIMD3(0.035, 0.05, 0.03)
            let sharp = detail(0.22, depth)
            return mean + ((wire ? card.first : dark) - mean) * sharp
        default:
            let bars = a / 0.3 - (a / 0.3).rounded(.down)
            if up < 0.35 {
                return SIMD3(0.48, 0.42, 0.36) * (0.8 + 0.4 * StreetNoise.cell(Int(plank / 2), Int(b * 7), card.seed))
            }
            if up > 0.92 || (up - 0.4).magnitude < 0.05 { return card.first * 0.9 }
            let sharp = detail(0.3, depth)
            let mean = card.first * 0.65
            return mean + ((bars < 0.45 ? card.first : card.first * 0.38) - mean) * sharp
        }
    }

    /// Guard rails between pavement and road: a bright frame around closely set bars.
    func rail(_ card: StreetCard, _ a: Float, _ b: Float, _ depth: Float) -> SIMD3<Float> {
        let panel = a / 2.5 - (a / 2.5).rounded(.down)
        let top = card.bRange.high - b
        if top < 0.09 || panel < 0.04 || b < card.bRange.low + 0.12 { return card.first }
        let bar = a / 0.24 - (a / 0.24).rounded(.down)
        let mean = card.first * 0.62
        return mean + ((bar < 0.4 ? card.first * 0.95 : card.first * 0.4) - mean) * detail(0.24, depth)
    }

    /// A round post or trunk: brighter on one side.
    func column(_ card: StreetCard, _ a: Float, _ b: Float) -> SIMD3<Float> {
        let s = a / card.aRange.high
        if card.detail.x > 0 { return card.first * 0.9 }
        var tone = 1.05 - 0.45 * (s - 0.2) * (s - 0.2)
        if card.material == .trunk {
            tone *= 0.75 + 0.5 * StreetNoise.value(Double(a) * 14, Double(b) * 3, card.seed)
        } else if b < 1.0 {
            tone *= 0.82
        }
        return card.first * tone
    }
}
