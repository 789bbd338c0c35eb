extension StreetScene {
    /// A car's place and looks. It drives along z, forwards (+1) or towards the camera (−1).
    struct Car {
        var x: Double
        /// Its nearest end.
        var z: Double
        var heading: Double
        var speed: SIMD3<Double>
        var dice: StreetDice
    }

    /// Parked cars, oncoming traffic and the car ahead.
    mutating func addCars() {
        for side in [-1, 1] where style.parkingWidth > 1 {
            for slot in slots(6.5, behind: 6, ahead: 75) {
                var dice = StreetDice(style.seed, .parked, slot: slot, side: side)
                let z = Double(slot) * 6.5 + dice.range(0.2, 1.6)
                guard dice.chance(StreetDistrict(style: style, z: z, side: side).parked) else { continue }
                add(
                    Car(
                        x: Double(side) * (style.kerb - 1.08), z: z, heading: Double(side) * style.driveSide,
                        speed: .zero, dice: dice))
            }
        }
        addOncoming()
        addLeading()
    }

    private mutating func addOncoming() {
        let speed = -style.speed * 1.05
        for slot in slots(34, behind: 8, ahead: 90, shift: speed * time) {
            var dice = StreetDice(style.seed, .oncoming, slot: slot)
            let z = (Double(slot) + dice.range(0, 0.8)) * 34 + speed * time
            guard dice.chance(0.35 + 0.5 * style.cars) else { continue }
            add(
                Car(
                    x: -style.driveSide * style.laneWidth * dice.range(0.47, 0.58), z: z, heading: -1,
                    speed: SIMD3(0, 0, speed), dice: dice))
        }
    }

    /// A car in front, nearer and farther by turns, at times out of sight.
    private mutating func addLeading() {
        func place(_ time: Double) -> SIMD3<Double> {
            var dice = StreetDice(style.seed, .leading)
            let near = 18 + 11 * StreetWave.wobble(time, period: 31, dice: &dice)
            let away = min(1, max(0, 1.8 * StreetWave.wobble(time, period: 83, dice: &dice) + dice.range(-0.3, 0.5)))
            let gap = near + 75 * away * away * (3 - 2 * away)
            let own = Self.camera(style, time: time, size: FrameSize(height: 1, width: 1)).position.z
            let sway = 0.25 * StreetWave.wobble(time, period: 8, dice: &dice)
            return SIMD3(style.driveSide * (style.laneWidth * 0.5) + sway, 0, own + gap)
        }
        let dice = StreetDice(style.seed, .leading, slot: 1)
        let now = place(time)
        let before = place(time - 1 / Self.rate)
        add(Car(x: now.x, z: now.z, heading: 1, speed: (now - before) * Self.rate, dice: dice))
    }

    private mutating func add(_ car: Car) {
        var dice = car.dice
        let van = dice.chance(0.2)
        let length = van ? dice.range(4.8, 6) : dice.range(3.9, 4.6)
        guard ahead(car.z + length) > 0.6, ahead(car.z) < 75 else { return }
        let half = van ? 0.98 : dice.range(0.86, 0.93)
        let belt = van ? 1.05 : dice.range(0.84, 0.95)
        let top = van ? dice.range(2.0, 2.5) : dice.range(1.38, 1.56)
        let paints: [SIMD3<Float>] = [
            SIMD3(0.75, 0.76, 0.78), SIMD3(0.08, 0.08, 0.09), SIMD3(0.88, 0.88, 0.87), SIMD3(0.30, 0.31, 0.34),
            SIMD3(0.55, 0.08, 0.08), SIMD3(0.10, 0.18, 0.42), SIMD3(0.16, 0.28, 0.20), SIMD3(0.50, 0.50, 0.48),
            SIMD3(0.62, 0.54, 0.40), SIMD3(0.20, 0.36, 0.52),
        ]
        let paint = dice.pick(paints)
        let seed = dice.word()
        let motion = car.speed / Self.rate
        let front = car.heading < 0
        // Bonnet or boot before the cabin, seen from the near end.
        let lid = van ? (front ? 0.5 : 0.06) : front ? 1.05 : 0.55
        let tail = van ? (front ? 0.06 : 0.5) : front ? 0.55 : 1.05
        let slant = van ? 0.15 : 0.55
        var parts: [StreetCard] = []
        func painted(_ card: StreetCard) {
            var card = card
            card.first = paint
            card.seed = seed
            card.motion = motion
            parts.append(card)
        }
        let z = car.z
        var end = upright(StreetClass.car, .carEnd, x: car.x, z: z, width: 2 * half, low: 0.22, high: belt)
        end.shape = .rounded
        end.detail = SIMD4(front ? 1 : 0, Float(belt), Float(half), 0.16)
        painted(end)
        for wheel in [-1.0, 1.0] {
            painted(
                upright(
                    StreetClass.car, .wheel, x: car.x + wheel * (half - 0.14), z: z + 0.3, width: 0.24, low: 0,
                    high: 0.5))
        }
        painted(level(StreetClass.car, .carTop, x: car.x, y: belt, z: z, width: 2 * half, length: lid + 0.02))
        // Wind screen or rear window, leaning away.
        let rise = top - belt
        let pane = (slant * slant + rise * rise).squareRoot()
        var screen = upright(
            StreetClass.car, .carGlass, x: car.x, z: z + lid, width: 2 * half - 0.06, low: 0, high: pane)
        screen.origin = SIMD3(car.x, belt, z + lid)
        screen.v = SIMD3(0, rise / pane, slant / pane)
        screen.shape = .trapezoid
        screen.detail = SIMD4(Float(pane), van && !front ? 1 : 0, 0, van ? 0.04 : 0.22)
        painted(screen)
        painted(
            level(
                StreetClass.car, .carTop, x: car.x, y: top, z: z + lid + slant, width: 2 * half * (van ? 0.95 : 0.8),
                length: max(0.3, length - lid - tail - 2 * slant)))
        let flank = car.x > camera.position.x ? -1.0 : 1.0
        var side = sideways(
            StreetClass.car, .carSide, x: car.x + flank * half, z: z, length: length, low: 0, high: belt)
        side.light = light.falling(on: SIMD3(flank, 0, 0))
        side.shape = .carSide
        side.detail = SIMD4(0.31, 0, 0, 0)
        painted(side)
        var cabin = sideways(
            StreetClass.car, .cabinSide, x: car.x + flank * (half - 0.06), z: z + lid, length: length - lid - tail,
            low: belt, high: top)
        cabin.light = side.light
        cabin.shape = .cabin
        cabin.detail = SIMD4(Float(slant / rise), Float(slant / rise), van ? 1 : 0, 0)
        painted(cabin)
        cards.append(contentsOf: parts)
        addShadow(x: car.x, z: z - 0.25, width: 2 * half + 0.7, length: length + 0.5, strength: 0.62)
    }
}
