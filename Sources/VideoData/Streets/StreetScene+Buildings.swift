extension StreetScene {
    /// Metres of frontage for each house.
    static let plot = 16.0

    /// Houses on both sides, with what closes the gaps between them: fences and greenery.
    mutating func addBuildings() {
        let range = slots(Self.plot, behind: 20, ahead: 230)
        shadowStart = range.lowerBound * Int(Self.plot)
        shadowEdge = Array(repeating: Float(light.direction.x > 0 ? 1 : -1) * 1000, count: range.count * Int(Self.plot))
        for side in [-1, 1] {
            for slot in range { addPlot(slot, side: side) }
        }
    }

    private mutating func addPlot(_ slot: Int, side: Int) {
        var dice = StreetDice(style.seed, .building, slot: slot, side: side)
        let start = Double(slot) * Self.plot
        let district = StreetDistrict(style: style, z: start, side: side)
        let (empty, gap, setback): (Double, Double, Double) =
            switch district.kind {
            case .city: (0.06, dice.chance(0.2) ? 3 : 0, dice.chance(0.25) ? dice.range(0.2, 0.8) : 0)
            case .terraces: (0.10, dice.chance(0.3) ? 2.5 : 0, dice.chance(0.3) ? 2.2 : 0)
            case .gardens: (0.18, dice.range(2, 6), dice.range(2.0, 4.5))
            case .park: (0.93, 2, 1)
            }
        let fence = style.fenceTones[Int(dice.unit() * 3)]
        let fenceHeight = dice.range(0.95, 1.75)
        let fenceSeed = dice.word()
        guard !dice.chance(empty) else {
            addFence(side: side, z: start, length: Self.plot, height: fenceHeight, tone: fence, seed: fenceSeed)
            addGreen(slot: slot, side: side, z: start, length: Self.plot)
            return
        }
        let length = Self.plot - gap
        let storeys = district.kind == .city ? dice.range(3, 7) : dice.range(2, 4)
        let storey = dice.range(2.9, 3.6)
        let height = storeys.rounded(.down) * storey * style.heights + 0.8
        addHouse(side: side, z: start, length: length, height: height, setback: setback, storey: storey, dice: &dice)
        if setback > 1.8 {
            addFence(side: side, z: start, length: Self.plot, height: fenceHeight, tone: fence, seed: fenceSeed)
        } else if gap > 1 {
            addFence(side: side, z: start + length, length: gap, height: 1.7, tone: fence, seed: fenceSeed)
        }
        if gap > 1.8 { addGreen(slot: slot, side: side, z: start + length, length: gap) }
        castShadow(side: side, z: start, length: length, height: height, setback: setback)
    }

    private mutating func addHouse(
        side: Int, z: Double, length: Double, height: Double, setback: Double, storey: Double, dice: inout StreetDice
    ) {
        let x = Double(side) * (style.frontage + setback)
        let tone = dice.pick(style.wallPalette) * Float(dice.range(0.85, 1.12))
        let trim = SIMD3<Float>(repeating: Float(dice.range(0.45, 0.9)))
        let brick = dice.chance(0.55)
        let shop = setback < 1 && dice.chance(0.55)
        let seed = dice.word()
        var front = sideways(StreetClass.building, .facade, x: x, z: z, length: length, low: 0, high: height)
        front.seed = seed
        front.first = tone
        front.second = trim
        front.detail = SIMD4(
            Float(storey), Float(length / (length / dice.range(1.9, 3)).rounded()), brick ? 1 : 0, shop ? 1 : 0)
        cards.append(front)
        // The end wall that looks towards the camera, and a pitched roof on some.
        let depth = 9.0
        let pitched = dice.chance(0.55)
        let ridge = pitched ? height + dice.range(2, 3.4) : height
        let centre = x + Double(side) * depth / 2
        var wall = upright(
            StreetClass.building, .wall, x: centre, z: z, width: depth, low: 0, high: ridge)
        wall.light = light.falling(on: SIMD3(0, 0, -1))
        wall.seed = seed
        wall.first = tone * 0.95
        wall.second = trim
        wall.detail = SIMD4(Float(height), Float(storey), brick ? 1 : 0, 0)
        wall.shape = pitched ? .gable : .full
        cards.append(wall)
        guard pitched else { return }
        let slope = SIMD3(Double(side) * depth / 2, ridge - height, 0)
        let run = (slope * slope).sum().squareRoot()
        var roof = sideways(StreetClass.building, .roof, x: x, z: z, length: length, low: 0, high: run)
        roof.origin = SIMD3(x, height, z)
        roof.v = slope / run
        roof.first = dice.pick([SIMD3(0.36, 0.25, 0.21), SIMD3(0.28, 0.28, 0.30), SIMD3(0.42, 0.30, 0.25)])
        roof.seed = seed
        roof.light = light.falling(on: SIMD3(Double(-side) * slope.y / run, depth / 2 / run, 0))
        cards.append(roof)
    }

    private mutating func addFence(
        side: Int, z: Double, length: Double, height: Double, tone: SIMD3<Float>, seed: UInt32
    ) {
        guard ahead(z) < 110 else { return }
        let x = Double(side) * (style.frontage - 0.05)
        var fence = sideways(
            StreetClass.fence, .fence, x: x, z: z, length: length, low: Self.kerbHeight, high: Self.kerbHeight + height)
        fence.first = tone
        fence.seed = seed
        fence.detail = SIMD4(Float(height), Float(seed % 3), 0, 0)
        cards.append(fence)
    }

    /// Trees and a hedge behind the line of the houses.
    private mutating func addGreen(slot: Int, side: Int, z: Double, length: Double) {
        var dice = StreetDice(style.seed, .park, slot: slot, side: side)
        let edge = style.frontage + 0.8
        var hedge = sideways(
            StreetClass.tree, .hedge, x: Double(side) * edge, z: z, length: length, low: 0,
            high: dice.range(1.6, 3.4))
        hedge.first = style.leafTone * Float(dice.range(0.7, 1.0))
        hedge.seed = dice.word()
        cards.append(hedge)
        var end = upright(
            StreetClass.tree, .hedge, x: Double(side) * (edge + 6), z: z + length * 0.98, width: 12, low: 0,
            high: Double(hedge.bRange.high))
        end.first = hedge.first
        end.seed = hedge.seed
        cards.append(end)
        for place in 0..<max(1, Int(length / 5)) {
            let radius = dice.range(2.2, 3.6)
            addTree(
                x: Double(side) * (edge + dice.range(2, 6)), z: z + (Double(place) + dice.range(0.2, 0.8)) * 5,
                radius: radius, trunk: dice.range(2, 3.5), dice: &dice)
        }
    }

    /// The sun's reach over one house, kept for the ground's shading.
    private mutating func castShadow(side: Int, z: Double, length: Double, height: Double, setback: Double) {
        guard Double(side) * light.direction.x > 0 else { return }
        let reach = height * light.direction.x.magnitude / max(0.05, light.direction.y)
        let edge = Float(Double(side) * (style.frontage + setback - reach))
        let from = Int(z) - shadowStart
        for metre in max(0, from)..<min(shadowEdge.count, from + Int(length)) { shadowEdge[metre] = edge }
    }
}
