/// A flat piece of the world: the points `origin + a·u + b·v` for (a, b) in a rectangle, cut out by a shape.
///
/// Everything that the camera sees, except what is infinitely far, is made of cards. A card knows where it was one
/// frame before, so that the flow of each of its points is exact.
struct StreetCard {
    /// What cuts the card's outline from its rectangle.
    enum Shape: UInt8 {
        case full, ellipse, gable, crown, rounded, carSide, cabin, wheels, triangle, trapezoid, diamond
    }

    /// What colours it.
    enum Material: UInt8 {
        case road, pavement, kerb, facade, wall, roof, crown, hedge, trunk, pole, sign, signal, fence, rail, carEnd
        case carSide, carTop, carGlass, cabinSide, wheel, cloth, coat, head, cycle, shadow
    }

    var label: UInt8
    var material: Material
    var shape: Shape = .full

    /// The rectangle, in metres along u and v.
    var aRange: (low: Float, high: Float)
    var bRange: (low: Float, high: Float)

    var origin: SIMD3<Double>
    var u = SIMD3<Double>(1, 0, 0)
    var v = SIMD3<Double>(0, 1, 0)

    /// How far the card moved since the previous frame, and its v at that time where it bends.
    var motion = SIMD3<Double>.zero
    var previousV: SIMD3<Double>?

    var seed: UInt32 = 0
    var first = SIMD3<Float>(repeating: 0.5)
    var second = SIMD3<Float>(repeating: 0.5)

    /// Meanings differ by material.
    var detail = SIMD4<Float>.zero

    /// Light that falls on the card.
    var light = SIMD3<Float>(repeating: 1)
}

/// CamVid's class ids.
enum StreetClass {
    static let sky: UInt8 = 0
    static let building: UInt8 = 1
    static let pole: UInt8 = 2
    static let road: UInt8 = 3
    static let pavement: UInt8 = 4
    static let tree: UInt8 = 5
    static let sign: UInt8 = 6
    static let fence: UInt8 = 7
    static let car: UInt8 = 8
    static let pedestrian: UInt8 = 9
    static let bicyclist: UInt8 = 10
}
