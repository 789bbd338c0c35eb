/// Sun, sky and exposure at one moment.
struct StreetLight {
    let ambient: SIMD3<Float>
    let sun: SIMD3<Float>
    /// Unit vector towards the sun.
    let direction: SIMD3<Double>
    let zenith: SIMD3<Float>
    let horizon: SIMD3<Float>
    let cloud: SIMD3<Float>
    /// Share of the sky under cloud.
    let cover: Float
    /// How far the clouds have drifted.
    let drift: SIMD2<Double>
    let exposure: Float
    /// Distance over which haze takes half of the contrast.
    let hazeDistance: Float

    init(style: StreetStyle, time: Double) {
        var dice = StreetDice(style.seed, .light)
        let elevation = 0.075 + 0.06 * dice.unit() + 0.03 * StreetWave.sine(time / 300 + dice.unit())
        let azimuth = dice.unit() + time / 3000
        let (se, ce) = (StreetWave.sine(elevation), StreetWave.cosine(elevation))
        direction = SIMD3(ce * StreetWave.sine(azimuth), se, ce * StreetWave.cosine(azimuth))
        let overcast = dice.unit()
        cover = Float(0.25 + 0.55 * overcast + 0.12 * StreetWave.sine(time / 97 + dice.unit()))
        let passing = StreetWave.wobble(time, period: 23, dice: &dice)
        let strength = Float((1 - 0.75 * overcast) * (0.75 + 0.3 * passing))
        let low = Float(max(0, 0.12 - elevation) * 6)
        sun = SIMD3(0.80, 0.76 - 0.12 * low, 0.66 - 0.28 * low) * strength
        let blue = Float(0.05 * (1 - overcast))
        ambient = SIMD3(0.60 - blue, 0.61, 0.63 + blue) + SIMD3(repeating: 0.12 * Float(overcast))
        let veil = Float(0.8 * overcast)
        zenith = SIMD3(0.30, 0.50, 0.83) * (1 - veil) + SIMD3(0.66, 0.69, 0.73) * veil
        horizon = SIMD3(0.72 + 0.16 * low, 0.80, 0.90 - 0.18 * low) * (1 - veil) + SIMD3(0.80, 0.82, 0.84) * veil
        cloud = SIMD3(0.95, 0.95, 0.95) * (1 - 0.2 * veil)
        drift = SIMD2(time * dice.range(0.004, 0.014), time * dice.range(-0.003, 0.006))
        exposure = Float(
            dice.range(0.92, 1.24) * (1 + 0.07 * StreetWave.wobble(time, period: 11, dice: &dice) - 0.04 * passing))
        hazeDistance = Float(dice.range(130, 420))
    }

    /// Light on a surface with this normal, in full sun or in shadow.
    func falling(on normal: SIMD3<Double>, shade: Float = 1) -> SIMD3<Float> {
        let slant = Float(max(0, (normal * direction).sum()))
        return ambient * Float(0.82 + 0.18 * normal.y) + sun * (slant * shade)
    }
}
