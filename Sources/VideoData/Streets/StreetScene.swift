/// Everything near the camera at one moment: a pure function of (seed, index).
struct StreetScene {
    /// Frames a second.
    static let rate = 15.0

    let style: StreetStyle
    let light: StreetLight
    let time: Double
    let camera: StreetCamera
    let previousCamera: StreetCamera
    var cards: [StreetCard] = []

    /// Where the shadows of the houses end on the ground, by metre from `shadowStart` on: the x beyond which there is
    /// sun, on the side the sun comes from.
    var shadowEdge: [Float] = []
    var shadowStart = 0

    /// The multiple of 64 m below the camera: ground cards start there, so that their texture stays in place.
    let base: Double

    init(style: StreetStyle, index: Int, size: FrameSize) {
        self.style = style
        time = Double(index) / Self.rate
        light = StreetLight(style: style, time: time)
        camera = Self.camera(style, time: time, size: size)
        previousCamera = Self.camera(style, time: time - 1 / Self.rate, size: size)
        base = (camera.position.z / 64).rounded(.down) * 64
        cards.reserveCapacity(400)
        addGround()
        addBuildings()
        addTrees()
        addFurniture()
        addCars()
        addWalkers()
        addCyclists()
    }

    /// The car's own motion: forward at a varying speed, within its lane, swaying on its springs.
    static func camera(_ style: StreetStyle, time: Double, size: FrameSize) -> StreetCamera {
        var dice = StreetDice(style.seed, .motion)
        let advance =
            style.speed
            * (time + 0.9 * StreetWave.sine(time / 17 + dice.unit()) + 0.35 * StreetWave.sine(time / 7.3 + dice.unit()))
        let lane = style.driveSide * style.laneWidth * 0.5
        let sideways = lane + 0.3 * StreetWave.wobble(time, period: 9, dice: &dice)
        let bob = 0.025 * StreetWave.wobble(time, period: 1.1, dice: &dice)
        return StreetCamera(
            size: size, position: SIMD3(sideways, style.cameraHeight + bob, advance + dice.range(0, 4000)),
            yaw: 0.012 * StreetWave.wobble(time, period: 7, dice: &dice),
            pitch: 0.0012 * StreetWave.wobble(time, period: 0.9, dice: &dice) - 0.004 + dice.range(-0.006, 0.004),
            roll: 0.001 * StreetWave.wobble(time, period: 1.7, dice: &dice))
    }

    /// Slots of the given length that reach from `behind` to `ahead` metres of the camera. Where the slots themselves
    /// move along the street, `shift` is how far they have come.
    func slots(_ length: Double, behind: Double, ahead: Double, shift: Double = 0) -> ClosedRange<Int> {
        let z = camera.position.z - shift
        return Int(((z - behind) / length).rounded(.down))...Int(((z + ahead) / length).rounded(.down))
    }

    /// How far ahead of the camera a place stands.
    func ahead(_ z: Double) -> Double { z - camera.position.z }

    /// A card that faces the camera, upright, `width` wide around `x`, from `low` to `high`.
    func upright(
        _ label: UInt8, _ material: StreetCard.Material, x: Double, z: Double, width: Double, low: Double, high: Double
    ) -> StreetCard {
        let half = Float(width / 2)
        return StreetCard(
            label: label, material: material, aRange: (-half, half), bRange: (Float(low), Float(high)),
            origin: SIMD3(x, 0, z), light: light.falling(on: SIMD3(0, 0, -1)) * 0.85 + light.ambient * 0.15)
    }

    /// A card along the street at `x`, its a counted from `z` on.
    func sideways(
        _ label: UInt8, _ material: StreetCard.Material, x: Double, z: Double, length: Double, low: Double, high: Double
    ) -> StreetCard {
        let normal = SIMD3<Double>(x > camera.position.x ? -1 : 1, 0, 0)
        return StreetCard(
            label: label, material: material, aRange: (0, Float(length)), bRange: (Float(low), Float(high)),
            origin: SIMD3(x, 0, z), u: SIMD3(0, 0, 1), light: light.falling(on: normal))
    }

    /// A horizontal card at height `y`.
    func level(
        _ label: UInt8, _ material: StreetCard.Material, x: Double, y: Double, z: Double, width: Double, length: Double
    ) -> StreetCard {
        StreetCard(
            label: label, material: material, aRange: (Float(-width / 2), Float(width / 2)),
            bRange: (0, Float(length)), origin: SIMD3(x, y, z), v: SIMD3(0, 0, 1),
            light: light.falling(on: SIMD3(0, 1, 0)))
    }
}
