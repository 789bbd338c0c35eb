/// What each sample of a picture sees: the nearest card, by exact intersection of its ray with every card's plane.
///
/// A card's point (a, b) projects by a homography, so `(a, b, 1) ∝ H · (x, y, 1)` over the picture: three linear
/// functions `na, nb, nw` of the sample's place, with `a = na/nw`, `b = nb/nw` and depth `1/nw`.
struct StreetRaster {
    /// Nothing but the sky and the far skyline.
    static let nothing: UInt16 = .max

    /// One card's three linear functions over a grid of samples: `x`, `y` are column and row.
    struct Plane {
        var a: SIMD3<Double>
        var b: SIMD3<Double>
        var w: SIMD3<Double>
    }

    let width: Int
    let height: Int
    var cardOf: [UInt16]
    var nearness: [Float]
    var planes: [Plane?]

    /// - Parameter offset: where sample (0, 0) stands in pixel coordinates.
    init(scene: StreetScene, width: Int, height: Int, offset: Double) {
        self.width = width
        self.height = height
        cardOf = Array(repeating: Self.nothing, count: width * height)
        nearness = Array(repeating: 0, count: width * height)
        planes = []
        planes.reserveCapacity(scene.cards.count)
        for card in scene.cards { planes.append(Self.plane(card, camera: scene.camera, offset: offset)) }
        for (index, card) in scene.cards.enumerated() {
            if let plane = planes[index] { draw(card, plane, id: UInt16(index), scene.camera, offset) }
        }
    }

    /// The inverse of [u v origin] in camera axes, in terms of columns and rows; nil where the card is seen edge-on.
    private static func plane(_ card: StreetCard, camera: StreetCamera, offset: Double) -> Plane? {
        let u = camera.turned(card.u)
        let v = camera.turned(card.v)
        let o = camera.turned(card.origin - camera.position)
        let normal = cross(u, v)
        let determinant = (normal * o).sum()
        guard determinant.magnitude > 1e-7 else { return nil }
        func overPicture(_ row: SIMD3<Double>) -> SIMD3<Double> {
            let r = row / determinant
            let x = r.x / camera.focal
            let y = -r.y / camera.focal
            return SIMD3(x, y, r.z + (offset - camera.centre.x) * x + (offset - camera.centre.y) * y)
        }
        return Plane(a: overPicture(cross(v, o)), b: overPicture(cross(o, u)), w: overPicture(normal))
    }

    private static func cross(_ p: SIMD3<Double>, _ q: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3(p.y * q.z - p.z * q.y, p.z * q.x - p.x * q.z, p.x * q.y - p.y * q.x)
    }

    private mutating func draw(
        _ card: StreetCard, _ plane: Plane, id: UInt16, _ camera: StreetCamera, _ offset: Double
    ) {
        let rows = rowRange(card, camera, offset)
        // Linear functions that are ≥ 0 inside: between the near plane and the horizon, and within the rectangle.
        let bounds = [
            plane.w - SIMD3(0, 0, 1e-3), SIMD3(0, 0, 4) - plane.w,
            plane.a - plane.w * Double(card.aRange.low), plane.w * Double(card.aRange.high) - plane.a,
            plane.b - plane.w * Double(card.bRange.low), plane.w * Double(card.bRange.high) - plane.b,
        ]
        for row in rows {
            let y = Double(row)
            var low = 0.0
            var high = Double(width - 1)
            for bound in bounds {
                let constant = bound.y * y + bound.z
                if bound.x > 1e-15 {
                    low = max(low, -constant / bound.x)
                } else if bound.x < -1e-15 {
                    high = min(high, -constant / bound.x)
                } else if constant < 0 {
                    high = -1
                }
            }
            guard low <= high else { continue }
            fill(card, plane, id: id, row: row, from: Int(low.rounded(.up)), through: Int(high.rounded(.down)))
        }
    }

    @inline(__always)
    private mutating func fill(
        _ card: StreetCard, _ plane: Plane, id: UInt16, row: Int, from first: Int, through last: Int
    ) {
        guard first <= last else { return }
        let y = Double(row)
        let (a, b, w) = (plane.a, plane.b, plane.w)
        let (a0, b0, w0) = (Float(a.y * y + a.z), Float(b.y * y + b.z), Float(w.y * y + w.z))
        let (ax, bx, wx) = (Float(a.x), Float(b.x), Float(w.x))
        let start = row * width
        if card.shape == .full {
            for column in first...last {
                let near = w0 + wx * Float(column)
                if near > nearness[start + column] {
                    nearness[start + column] = near
                    cardOf[start + column] = id
                }
            }
            return
        }
        for column in first...last {
            let x = Float(column)
            let near = w0 + wx * x
            guard near > nearness[start + column] else { continue }
            let depth = 1 / near
            guard card.covers((a0 + ax * x) * depth, (b0 + bx * x) * depth) else { continue }
            nearness[start + column] = near
            cardOf[start + column] = id
        }
    }

    /// Rows that the card's rectangle can touch.
    private func rowRange(_ card: StreetCard, _ camera: StreetCamera, _ offset: Double) -> Range<Int> {
        var low = Double.infinity
        var high = -Double.infinity
        for a in [card.aRange.low, card.aRange.high] {
            for b in [card.bRange.low, card.bRange.high] {
                let point = card.origin + card.u * Double(a) + card.v * Double(b) - camera.position
                let seen = camera.turned(point)
                guard seen.z > 0.2 else { return 0..<height }
                let y = camera.centre.y - camera.focal * seen.y / seen.z - offset
                low = min(low, y)
                high = max(high, y)
            }
        }
        let first = max(0, Int(max(low.rounded(.down), -1)))
        let last = min(height - 1, Int(min(high.rounded(.up), Double(height))))
        return first <= last ? first..<last + 1 : 0..<0
    }
}
