extension StreetShader {
    /// Boards: rim and symbol by kind.
    func sign(_ card: StreetCard, _ a: Float, _ b: Float) -> SIMD3<Float> {
        let s = a / card.aRange.high
        let t = (2 * b - card.bRange.low - card.bRange.high) / (card.bRange.high - card.bRange.low)
        switch Int(card.detail.x) {
        case 0:
            let r = s * s + t * t
            return r > 0.58
                ? card.second : (t.magnitude < 0.16 && s.magnitude < 0.5) ? SIMD3(0.1, 0.1, 0.1) : card.first
        case 1:
            let inner = s.magnitude < 0.5 * (1 - t) - 0.2 && t > -0.8
            return inner ? (s.magnitude < 0.09 && t < 0.2 ? SIMD3(0.1, 0.1, 0.1) : card.first) : card.second
        case 2:
            let arrow = (s.magnitude < 0.13 && t < 0.3) || (t > 0.05 && t < 0.6 && s.magnitude < 0.6 - t)
            return arrow ? card.second : card.first
        case 3:
            if s.magnitude > 0.94 || t.magnitude > 0.9 { return card.second }
            let line = Int(((t + 1) * 2.2).rounded(.down))
            let inLine = (t + 1) * 2.2 - Float(line)
            let glyph = StreetNoise.cell(Int((s * 11).rounded(.down)), line, card.seed)
            let lettered = inLine > 0.3 && inLine < 0.75 && glyph > 0.25 && s.magnitude < 0.8
            return lettered ? card.second : card.first
        default:
            if s.magnitude > 0.9 || t.magnitude > 0.9 { return card.second }
            let stem = (s + 0.25).magnitude < 0.13 && t.magnitude < 0.65
            let bow = s > -0.3 && s < 0.45 && t > -0.05 && t < 0.65 && !(s < 0.2 && t > 0.2 && t < 0.4)
            return stem || bow ? card.second : card.first
        }
    }

    /// A traffic light: three lamps, one of them lit.
    func signal(_ card: StreetCard, _ a: Float, _ b: Float) -> SIMD3<Float> {
        let third = (card.bRange.high - card.bRange.low) / 3
        let lamp = min(2, Int((b - card.bRange.low) / third))
        let centre = card.bRange.low + (Float(lamp) + 0.5) * third
        let square = a * a + (b - centre) * (b - centre)
        let lamps: [SIMD3<Float>] = [SIMD3(0.15, 0.95, 0.55), SIMD3(1, 0.72, 0.15), SIMD3(1, 0.16, 0.12)]
        if square < 0.026 {
            let phase = Int(card.detail.y) % 5
            let lit = phase < 2 ? 0 : phase == 2 ? 1 : 2
            return lamp == lit ? lamps[lamp] : lamps[lamp] * 0.18
        }
        let rim = card.aRange.high - a.magnitude < 0.05
        return (rim ? SIMD3(0.55, 0.55, 0.52) : SIMD3(0.09, 0.09, 0.09)) * card.light
    }

    /// Front or rear of a car: lamps, number plate, grille, bumper.
    func carEnd(_ card: StreetCard, _ a: Float, _ b: Float) -> SIMD3<Float> {
        let half = card.detail.z
        let belt = card.detail.y
        let front = card.detail.x > 0
        let s = a.magnitude / half
        let t = (b - 0.22) / (belt - 0.22)
        if s > 0.62, s < 0.95, t > 0.55, t < 0.88 {
            return front
                ? SIMD3(0.88, 0.88, 0.84) * (0.5 + 0.5 * card.light)
                : SIMD3(0.62, 0.06, 0.05) * (0.5 + 0.5 * card.light)
        }
        if s < 0.29, t > 0.30, t < 0.48 {
            return (front ? SIMD3(0.86, 0.86, 0.84) : SIMD3(0.85, 0.76, 0.30)) * card.light
        }
        if front, s < 0.5, t > 0.52, t < 0.8 { return SIMD3(0.08, 0.08, 0.09) * card.light }
        if t < 0.16 { return SIMD3(0.07, 0.07, 0.08) * card.light }
        let shine = 0.85 + 0.25 * t
        return (card.first * shine + light.horizon * (0.05 * t)) * card.light
    }

    func carSide(_ card: StreetCard, _ a: Float, _ b: Float) -> SIMD3<Float> {
        let length = card.aRange.high
        let radius = card.detail.x
        let along = min((a - 0.19 * length).magnitude, (a - 0.81 * length).magnitude)
        let square = along * along + (b - radius) * (b - radius)
        if square < radius * radius {
            return square < 0.36 * radius * radius ? SIMD3(0.50, 0.50, 0.52) : SIMD3(0.05, 0.05, 0.05)
        }
        if square < (radius + 0.06) * (radius + 0.06) { return SIMD3(0.06, 0.06, 0.06) }
        if (a - length * 0.5).magnitude < 0.015 || b < 0.32 { return card.first * 0.5 }
        return card.first * (0.72 + 0.38 * b / card.bRange.high) + light.horizon * 0.04
    }

    func carTop(_ card: StreetCard) -> SIMD3<Float> { card.first * 0.9 + light.horizon * 0.16 }

    /// Glass with the sky in it, in a frame of the car's paint.
    func carGlass(_ card: StreetCard, _ a: Float, _ b: Float) -> SIMD3<Float> {
        let t = b / card.detail.x
        let edge = card.aRange.high * (1 - card.detail.w * t) - a.magnitude
        let blind = card.detail.y > 0 && (t < 0.45 || a.magnitude < 0.03)
        if edge < 0.07 || t > 0.93 || blind { return card.first * card.light }
        return SIMD3(0.07, 0.08, 0.10) + light.horizon * (0.08 + 0.26 * t)
    }

    func cabinSide(_ card: StreetCard, _ a: Float, _ b: Float) -> SIMD3<Float> {
        let up = b - card.bRange.low
        let height = card.bRange.high - card.bRange.low
        let low = a - up * card.detail.x
        let high = card.aRange.high - a - up * card.detail.y
        let pillar = min(low, high) < 0.10 || height - up < 0.07 || (a - card.aRange.high * 0.5).magnitude < 0.05
        let blind = card.detail.z > 0 && a > 1.1 && card.aRange.high - a > 0.2
        if pillar || blind { return card.first * card.light }
        return SIMD3(0.07, 0.08, 0.10) + light.horizon * (0.06 + 0.18 * up / height)
    }

    func cloth(_ card: StreetCard, _ a: Float, _ b: Float) -> SIMD3<Float> {
        if b - card.bRange.low < 0.1 { return card.second }
        let s = a / card.aRange.high
        return card.first * (1.05 - 0.3 * s * s)
    }

    /// A torso: sleeves, a bag on some.
    func coat(_ card: StreetCard, _ a: Float, _ b: Float) -> SIMD3<Float> {
        let s = 2 * (a - card.aRange.low) / (card.aRange.high - card.aRange.low) - 1
        let t = (b - card.bRange.low) / (card.bRange.high - card.bRange.low)
        if s.magnitude > 0.62, t < 0.8 {
            if t < 0.1 { return card.second }
            return card.first * ((s.magnitude - 0.64).magnitude < 0.04 ? 0.5 : 0.82)
        }
        if card.seed & 3 == 0, s.magnitude < 0.45, t > 0.35, t < 0.9 { return SIMD3(0.20, 0.17, 0.15) }
        return card.first * (0.92 + 0.14 * t - 0.12 * s * s)
    }

    func head(_ card: StreetCard, _ a: Float, _ b: Float) -> SIMD3<Float> {
        let t = (b - card.bRange.low) / (card.bRange.high - card.bRange.low)
        let hair = card.detail.x > 0 ? t > 0.68 : t > 0.25
        return hair ? card.second : card.first * (0.9 + 0.15 * t)
    }
}
