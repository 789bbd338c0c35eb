extension StreetScene {
    /// Street trees along both kerbs.
    mutating func addTrees() {
        for side in [-1, 1] {
            for slot in slots(9, behind: 6, ahead: 120) {
                var dice = StreetDice(style.seed, .tree, slot: slot, side: side)
                let z = (Double(slot) + dice.range(0.3, 0.7)) * 9
                let district = StreetDistrict(style: style, z: z, side: side)
                guard dice.chance(district.trees * 0.7) else { continue }
                addTree(
                    x: Double(side) * (style.kerb + dice.range(1.0, 1.4)), z: z, radius: dice.range(1.4, 2.3),
                    trunk: dice.range(2.5, 3.3), dice: &dice)
            }
        }
    }

    /// A trunk and a crown of three leafy discs at different depths.
    mutating func addTree(x: Double, z: Double, radius: Double, trunk: Double, dice: inout StreetDice) {
        var stem = upright(
            StreetClass.tree, .trunk, x: x, z: z, width: radius * 0.17, low: 0, high: trunk + radius * 0.5)
        stem.first = SIMD3(0.30, 0.24, 0.18) * Float(dice.range(0.7, 1.2))
        stem.seed = dice.word()
        cards.append(stem)
        let tone = style.leafTone * Float(dice.range(0.75, 1.2))
        for part in 0..<3 {
            let across = radius * (part == 0 ? 1 : 0.72)
            let centre = trunk + radius * (part == 0 ? 0.95 : dice.range(0.6, 1.5))
            let shift = part == 0 ? 0 : radius * dice.range(-0.55, 0.55)
            var crown = upright(
                StreetClass.tree, .crown, x: x + shift, z: z + Double(part) * 0.4 - 0.4, width: 2 * across,
                low: centre - across, high: centre + across * 1.1)
            crown.shape = .crown
            crown.first = tone
            crown.seed = dice.word()
            crown.detail = SIMD4(Float(centre), Float(across), 0, 0)
            crown.light = light.ambient * 0.9 + light.sun * 0.5
            cards.append(crown)
        }
        if ahead(z) < 45 {
            addShadow(x: x, z: z - 0.6, width: 1.4, length: 1.2, strength: 0.35)
        }
    }
}
