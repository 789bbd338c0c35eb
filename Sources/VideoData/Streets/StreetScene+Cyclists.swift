extension StreetScene {
    /// Cyclists beside the kerb: some the camera overtakes, some that come the other way.
    mutating func addCyclists() {
        ride(.cyclist, spacing: 17, speed: style.speed * 0.55, side: style.driveSide, chance: 0.62)
        ride(.oncomingCyclist, spacing: 24, speed: -4.8, side: -style.driveSide, chance: 0.6)
    }

    private mutating func ride(
        _ kind: StreetDice.Kind, spacing: Double, speed: Double, side: Double, chance: Double
    ) {
        for slot in slots(spacing, behind: 2, ahead: Self.reach, shift: speed * time) {
            var dice = StreetDice(style.seed, kind, slot: slot)
            let z = (Double(slot) + dice.range(0.1, 0.9)) * spacing + speed * time
            guard dice.chance(chance), ahead(z) > 1.2, ahead(z) < Self.reach else { continue }
            let x = side * (style.laneWidth + style.cycleWidth * dice.range(0.45, 0.62))
            add(cyclistAt: SIMD3(x, 0, z), speed: speed, dice: &dice)
        }
    }

    private mutating func add(cyclistAt place: SIMD3<Double>, speed: Double, dice: inout StreetDice) {
        let jackets: [SIMD3<Float>] = [
            SIMD3(0.85, 0.80, 0.15), SIMD3(0.80, 0.25, 0.10), SIMD3(0.14, 0.16, 0.22), SIMD3(0.70, 0.70, 0.72),
            SIMD3(0.12, 0.30, 0.55), SIMD3(0.60, 0.12, 0.15),
        ]
        let jacket = dice.pick(jackets)
        let legs = dice.pick([SIMD3<Float>(0.10, 0.10, 0.12), SIMD3(0.18, 0.22, 0.34), SIMD3(0.40, 0.35, 0.28)])
        let skin = dice.pick([SIMD3<Float>(0.78, 0.60, 0.50), SIMD3(0.55, 0.40, 0.30)])
        let helmet = dice.pick([SIMD3<Float>(0.85, 0.85, 0.86), SIMD3(0.12, 0.12, 0.13), SIMD3(0.70, 0.15, 0.15)])
        let motion = SIMD3(0, 0, speed / Self.rate)
        let scale = dice.range(1.0, 1.12)
        let seed = dice.word()
        func finish(_ card: StreetCard, _ shape: StreetCard.Shape, _ first: SIMD3<Float>, _ second: SIMD3<Float>) {
            var card = card
            card.shape = shape
            card.first = first
            card.second = second
            card.seed = seed
            card.motion = motion
            card.detail.w = 0.35
            if speed < 0 { card.detail.x = card.material == .head ? 1 : card.detail.x }
            cards.append(card)
        }
        func facing(_ m: StreetCard.Material, dx: Double, dz: Double, width: Double, low: Double, high: Double)
            -> StreetCard
        {
            upright(
                StreetClass.bicyclist, m, x: place.x + dx, z: place.z + dz, width: width * scale, low: low * scale,
                high: high * scale)
        }
        let dark = SIMD3<Float>(0.07, 0.07, 0.08)
        // Along the street: two wheels with the frame between, and the rider leaning forward.
        var bicycle = sideways(
            StreetClass.bicyclist, .cycle, x: place.x, z: place.z - 0.9, length: 1.8, low: 0, high: 1.05)
        bicycle.detail = SIMD4(0.36, 0, 0, 0)
        finish(bicycle, .wheels, dark, legs)
        var body = sideways(
            StreetClass.bicyclist, .coat, x: place.x + 0.01, z: place.z - 0.35, length: 0.75, low: 0.9 * scale,
            high: 1.55 * scale)
        body.detail.x = 0
        finish(body, .rounded, jacket, skin)
        // Across it: tyre, handlebar, pedalling legs, back and head.
        finish(facing(.wheel, dx: 0, dz: -0.88, width: 0.1, low: 0, high: 0.7), .full, dark, dark)
        finish(facing(.cycle, dx: 0, dz: 0.3, width: 0.62, low: 1.0, high: 1.07), .full, dark, dark)
        for leg in [-1.0, 1.0] {
            let lift = 0.14 * leg * StreetWave.sine(time * 1.2 + Double(seed & 255) / 256)
            let liftBefore = 0.14 * leg * StreetWave.sine((time - 1 / Self.rate) * 1.2 + Double(seed & 255) / 256)
            var limb = facing(.cloth, dx: leg * 0.13, dz: -0.02, width: 0.17, low: 0, high: 0.75)
            limb.origin.y = 0.25 + lift
            limb.motion = SIMD3(0, lift - liftBefore, motion.z)
            let own = limb.motion
            finish(limb, .rounded, legs, dark)
            cards[cards.count - 1].motion = own
        }
        finish(facing(.coat, dx: 0, dz: -0.05, width: 0.52, low: 0.88, high: 1.52), .rounded, jacket, skin)
        finish(facing(.head, dx: 0, dz: -0.06, width: 0.27, low: 1.47, high: 1.78), .ellipse, skin, helmet)
        addShadow(x: place.x, z: place.z - 0.9, width: 0.7, length: 1.8, strength: 0.45)
    }
}
