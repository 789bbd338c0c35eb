extension StreetScene {
    /// How far poles, signs and people are placed: farther ones would be a pixel or two.
    static let reach = 45.0

    /// Lamp posts, signs, traffic lights and guard rails.
    mutating func addFurniture() {
        for side in [-1, 1] {
            for slot in slots(15, behind: 0, ahead: Self.reach) { addPole(slot, side: side) }
            for slot in slots(13, behind: 0, ahead: Self.reach) { addSign(slot, side: side) }
            for slot in slots(10, behind: 10, ahead: 70) { addRailing(slot, side: side) }
        }
    }

    private mutating func addPole(_ slot: Int, side: Int) {
        var dice = StreetDice(style.seed, .pole, slot: slot, side: side)
        let z = (Double(slot) + dice.range(0.1, 0.6)) * 15
        let offset = dice.range(0.35, 0.55)
        guard dice.chance(0.8), ahead(z) > 0.5, ahead(z) < Self.reach else { return }
        let x = Double(side) * (style.kerb + offset)
        let height = dice.range(5.5, 7.5)
        let width = dice.range(0.24, 0.34)
        var post = upright(StreetClass.pole, .pole, x: x, z: z, width: width, low: 0, high: height)
        post.first = style.poleTone * Float(dice.range(0.85, 1.15))
        post.shape = .trapezoid
        post.detail = SIMD4(0, 0, 0, 0.3)
        cards.append(post)
        guard dice.chance(0.7) else { return }
        let arm = dice.range(1.2, 2.2)
        var bar = upright(
            StreetClass.pole, .pole, x: x - Double(side) * arm / 2, z: z, width: arm, low: height - 0.2, high: height)
        bar.first = post.first
        bar.detail.x = 1
        cards.append(bar)
        var lamp = upright(
            StreetClass.pole, .pole, x: x - Double(side) * arm, z: z - 0.02, width: 0.8, low: height - 0.3,
            high: height + 0.08)
        lamp.first = post.first * 0.9
        lamp.detail.x = 1
        cards.append(lamp)
    }

    private mutating func addSign(_ slot: Int, side: Int) {
        var dice = StreetDice(style.seed, .sign, slot: slot, side: side)
        let z = (Double(slot) + dice.range(0.1, 0.9)) * 13
        guard dice.chance(0.62), ahead(z) > 0.5, ahead(z) < Self.reach else { return }
        let x = Double(side) * (style.kerb + dice.range(0.5, 0.8))
        let kind = Int(dice.unit() * 6)
        let low = dice.range(2.0, 2.5)
        let tall = kind == 4 ? 1.3 : dice.range(1.0, 1.35)
        var stem = upright(
            StreetClass.pole, .pole, x: x, z: z + 0.03, width: dice.range(0.15, 0.2), low: 0, high: low + 0.5)
        stem.first = SIMD3(repeating: Float(dice.range(0.35, 0.6)))
        cards.append(stem)
        let width = kind == 4 ? 0.62 : kind == 3 ? dice.range(1.5, 2.1) : tall
        var board = upright(
            StreetClass.sign, kind == 4 ? .signal : .sign, x: x, z: z, width: width, low: low, high: low + tall)
        board.seed = dice.word()
        board.detail = SIMD4(Float(kind), Float((time / 9 + dice.unit()).rounded(.down)), 0, 0.2)
        switch kind {
        case 0:  // prohibition: white, red rim
            board.shape = .ellipse
            (board.first, board.second) = (SIMD3(0.92, 0.92, 0.90), SIMD3(0.80, 0.10, 0.10))
        case 1:  // warning
            board.shape = .triangle
            (board.first, board.second) = (SIMD3(0.94, 0.92, 0.84), SIMD3(0.80, 0.12, 0.10))
        case 2:  // mandatory
            board.shape = .ellipse
            (board.first, board.second) = (SIMD3(0.10, 0.28, 0.70), SIMD3(0.90, 0.92, 0.95))
        case 3:  // directions
            board.first = dice.pick([SIMD3(0.08, 0.25, 0.62), SIMD3(0.05, 0.38, 0.22), SIMD3(0.90, 0.78, 0.15)])
            board.second = SIMD3(0.93, 0.93, 0.93)
        case 4:  // traffic light
            (board.first, board.second) = (SIMD3(0.08, 0.08, 0.08), SIMD3(0.9, 0.8, 0.2))
        default:  // parking, information
            (board.first, board.second) = (SIMD3(0.12, 0.32, 0.74), SIMD3(0.95, 0.95, 0.95))
        }
        cards.append(board)
    }

    private mutating func addRailing(_ slot: Int, side: Int) {
        var dice = StreetDice(style.seed, .railing, slot: slot, side: side)
        let z = Double(slot) * 10
        let district = StreetDistrict(style: style, z: z, side: side)
        guard district.railing, dice.chance(0.55) else { return }
        var rail = sideways(
            StreetClass.fence, .rail, x: Double(side) * (style.kerb + 0.22), z: z, length: 10, low: Self.kerbHeight,
            high: 1.1)
        rail.first = dice.pick([SIMD3(0.52, 0.54, 0.56), SIMD3(0.24, 0.26, 0.28), SIMD3(0.62, 0.60, 0.55)])
        rail.seed = dice.word()
        cards.append(rail)
    }
}
