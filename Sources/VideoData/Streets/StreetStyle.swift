/// What a seed decides once for the whole street.
struct StreetStyle {
    let seed: UInt64

    /// +1 where traffic keeps to the right, −1 to the left.
    let driveSide: Double
    let laneWidth: Double
    let cycleWidth: Double
    let parkingWidth: Double
    let pavementWidth: Double

    let speed: Double
    let cameraHeight: Double

    let roadTone: SIMD3<Float>
    let roadRoughness: Float
    let pavementTone: SIMD3<Float>
    let tile: Float
    let wallPalette: [SIMD3<Float>]
    let leafTone: SIMD3<Float>
    let poleTone: SIMD3<Float>
    let fenceTones: [SIMD3<Float>]

    let trees: Double
    let people: Double
    let cars: Double
    let heights: Double

    /// Half the road's width: from the middle line to the kerb.
    var kerb: Double { laneWidth + cycleWidth + parkingWidth }

    /// From the middle line to the facades.
    var frontage: Double { kerb + pavementWidth }

    init(seed: UInt64) {
        self.seed = seed
        var dice = StreetDice(seed, .style)
        driveSide = dice.chance(0.5) ? 1 : -1
        laneWidth = dice.range(2.8, 3.3)
        cycleWidth = dice.range(1.2, 1.6)
        parkingWidth = dice.chance(0.5) ? 2.1 : 0.2
        pavementWidth = dice.range(3.2, 5.2)
        speed = dice.range(7.5, 11.5)
        cameraHeight = dice.range(1.45, 1.75)
        let grey = Float(dice.range(0.26, 0.40))
        let tint = Float(dice.range(-0.025, 0.025))
        roadTone = SIMD3(grey + tint, grey, grey - tint)
        roadRoughness = Float(dice.range(0.6, 1.4))
        let pale = Float(dice.range(0.44, 0.60))
        let warm = Float(dice.range(-0.01, 0.05))
        pavementTone = SIMD3(pale + warm, pale, pale - warm)
        tile = Float(dice.pick([0.4, 0.5, 0.6, 0.8]))
        let walls: [SIMD3<Float>] = [
            SIMD3(0.55, 0.30, 0.22), SIMD3(0.46, 0.24, 0.19), SIMD3(0.68, 0.56, 0.42), SIMD3(0.75, 0.71, 0.62),
            SIMD3(0.62, 0.60, 0.57), SIMD3(0.80, 0.77, 0.70), SIMD3(0.70, 0.58, 0.34), SIMD3(0.50, 0.44, 0.37),
            SIMD3(0.58, 0.42, 0.32), SIMD3(0.42, 0.43, 0.46), SIMD3(0.66, 0.50, 0.45), SIMD3(0.52, 0.56, 0.58),
        ]
        wallPalette = (0..<6).map { _ in dice.pick(walls) }
        let hue = Float(dice.unit())
        leafTone = SIMD3(0.20 + 0.22 * hue, 0.36 + 0.04 * hue, 0.13 + 0.06 * Float(dice.unit()))
        let steel = Float(dice.range(0.18, 0.55))
        poleTone = SIMD3(steel, steel * Float(dice.range(0.97, 1.06)), steel * Float(dice.range(0.96, 1.06)))
        let fences: [SIMD3<Float>] = [
            SIMD3(0.42, 0.30, 0.20), SIMD3(0.55, 0.45, 0.33), SIMD3(0.20, 0.28, 0.22), SIMD3(0.72, 0.71, 0.68),
            SIMD3(0.30, 0.31, 0.33), SIMD3(0.35, 0.24, 0.17),
        ]
        fenceTones = (0..<3).map { _ in dice.pick(fences) }
        trees = dice.range(0.25, 0.75)
        people = dice.range(0.5, 1)
        cars = dice.range(0.4, 1)
        heights = dice.range(0.75, 1.3)
    }
}
