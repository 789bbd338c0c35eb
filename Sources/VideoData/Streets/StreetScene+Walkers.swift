extension StreetScene {
    /// A person: where, how fast, and how the legs go.
    struct Person {
        var place: SIMD3<Double>
        var speed: SIMD3<Double>
        /// Steps, in turns of the gait at this moment; constant for someone who stands.
        var gait: Double
        var gaitBefore: Double
        var dice: StreetDice
    }

    /// People on the pavements, walking either way or standing, and some who cross the road.
    mutating func addWalkers() {
        for side in [-1, 1] {
            stream(.walkerAway, spacing: 9, speed: 1.35, side: side)
            stream(.walkerTowards, spacing: 8, speed: -1.2, side: side)
            stream(.stander, spacing: 12, speed: 0, side: side)
        }
        addCrossers()
    }

    private mutating func stream(_ kind: StreetDice.Kind, spacing: Double, speed: Double, side: Int) {
        for slot in slots(spacing, behind: 0, ahead: Self.reach, shift: speed * time) {
            var dice = StreetDice(style.seed, kind, slot: slot, side: side)
            let z = (Double(slot) + dice.range(0.1, 0.9)) * spacing + speed * time
            guard dice.chance(0.62 * style.people), ahead(z) > 0.7, ahead(z) < Self.reach else { continue }
            let x = Double(side) * (style.kerb + dice.range(0.55, min(2.4, style.pavementWidth - 0.5)))
            let phase = dice.unit()
            let pace = 0.75 * speed.magnitude
            add(
                Person(
                    place: SIMD3(x, Self.kerbHeight, z), speed: SIMD3(0, 0, speed), gait: pace * time + phase,
                    gaitBefore: pace * (time - 1 / Self.rate) + phase, dice: dice))
        }
    }

    /// One place in 40 m where somebody goes to and fro across the road.
    private mutating func addCrossers() {
        for slot in slots(40, behind: 0, ahead: Self.reach) {
            var dice = StreetDice(style.seed, .crosser, slot: slot)
            let z = (Double(slot) + dice.range(0.2, 0.8)) * 40
            guard dice.chance(0.5 * style.people), ahead(z) > 4, ahead(z) < Self.reach else { continue }
            let speed = dice.range(1.1, 1.7)
            let span = 2 * (style.kerb + 1.2)
            func x(_ time: Double) -> Double {
                let way = (speed * time + phase) / (2 * span)
                let turn = way - way.rounded(.down)
                return (turn < 0.5 ? 2 * turn : 2 - 2 * turn) * span - span / 2
            }
            let phase = dice.range(0, 100)
            let now = x(time)
            let before = x(time - 1 / Self.rate)
            let ground = now.magnitude > style.kerb ? Self.kerbHeight : 0
            let groundBefore = before.magnitude > style.kerb ? Self.kerbHeight : 0
            add(
                Person(
                    place: SIMD3(now, ground, z),
                    speed: SIMD3(now - before, ground - groundBefore, 0) * Self.rate, gait: 0.75 * speed * time,
                    gaitBefore: 0.75 * speed * (time - 1 / Self.rate), dice: dice))
        }
    }

    private mutating func add(_ person: Person) {
        var dice = person.dice
        let scale = dice.range(0.95, 1.12)
        let clothes: [SIMD3<Float>] = [
            SIMD3(0.12, 0.13, 0.17), SIMD3(0.65, 0.12, 0.12), SIMD3(0.15, 0.25, 0.50), SIMD3(0.70, 0.66, 0.58),
            SIMD3(0.18, 0.33, 0.22), SIMD3(0.48, 0.36, 0.25), SIMD3(0.80, 0.62, 0.18), SIMD3(0.45, 0.45, 0.48),
            SIMD3(0.50, 0.22, 0.42),
        ]
        let trousers: [SIMD3<Float>] = [
            SIMD3(0.13, 0.16, 0.26), SIMD3(0.10, 0.10, 0.11), SIMD3(0.38, 0.32, 0.25), SIMD3(0.24, 0.24, 0.26),
        ]
        let top = dice.pick(clothes)
        let bottom = dice.pick(trousers)
        let skin = dice.pick([SIMD3<Float>(0.80, 0.62, 0.52), SIMD3(0.62, 0.45, 0.35), SIMD3(0.36, 0.25, 0.19)])
        let hair = dice.pick([SIMD3<Float>(0.10, 0.08, 0.07), SIMD3(0.35, 0.22, 0.12), SIMD3(0.62, 0.52, 0.36)])
        let coat = dice.chance(0.35)
        let facing = person.speed.z < -0.1
        let seed = dice.word()
        let motion = person.speed / Self.rate
        func part(
            _ material: StreetCard.Material, _ shape: StreetCard.Shape, dx: Double, width: Double, low: Double,
            high: Double, depth: Double, _ first: SIMD3<Float>, _ second: SIMD3<Float>
        ) -> StreetCard {
            var card = upright(
                StreetClass.pedestrian, material, x: person.place.x + dx, z: person.place.z + depth,
                width: width * scale, low: low * scale, high: high * scale)
            card.origin.y = person.place.y
            card.shape = shape
            card.first = first
            card.second = second
            card.seed = seed
            card.motion = motion
            card.detail = SIMD4(facing ? 1 : 0, 0, 0, 0.3)
            return card
        }
        for leg in [-1.0, 1.0] {
            // Legs hang from the hip and swing.
            var card = part(
                .cloth, .full, dx: leg * 0.09, width: 0.2, low: -0.86, high: 0, depth: leg * 0.02, bottom,
                SIMD3(0.08, 0.07, 0.07))
            card.origin.y += 0.86 * scale
            card.v = SIMD3(leg * 0.22 * StreetWave.sine(person.gait), 1, 0)
            card.previousV = SIMD3(leg * 0.22 * StreetWave.sine(person.gaitBefore), 1, 0)
            cards.append(card)
        }
        let hem = coat ? 0.48 : 0.8
        cards.append(part(.coat, .rounded, dx: 0, width: 0.58, low: hem, high: 1.5, depth: -0.03, top, skin))
        cards.append(part(.head, .ellipse, dx: 0, width: 0.25, low: 1.46, high: 1.78, depth: -0.04, skin, hair))
        addShadow(x: person.place.x, z: person.place.z - 0.3, width: 0.8, length: 0.6, strength: 0.4)
    }
}
