extension LabelMap {
    /// The map as the frame after it would show it: pixel (x, y) gets the id at the nearest pixel to (x + dx, y + dy);
    /// halves round to the right and down. Void where that lies outside the map, and where the flow is not known.
    ///
    /// Pixels that were hidden in the frame before get the id of what hid them: no occlusion is looked for.
    ///
    /// - Parameters:
    ///   - flow: backward flow of the frame after. Where it or the map has another size than `target`, places correspond
    ///     by half-pixel centres and displacements scale.
    ///   - target: size of the result.
    public func warped(by flow: FlowField, to target: FrameSize) -> LabelMap {
        var ids = [UInt8](repeating: Self.void, count: target.pixels)
        forEachSource(flow, target) { pixel, u, v in
            let column = (u + 0.5).rounded(.down)
            let row = (v + 0.5).rounded(.down)
            guard column >= 0, row >= 0, column < Double(width), row < Double(height) else { return }
            ids[pixel] = self.ids[Int(row) * width + Int(column)]
        }
        return LabelMap(width: target.width, height: target.height, ids: ids)
    }

    /// The same with *ids* interpolated bilinearly between the four pixels around (x + dx, y + dy) and cut off to integers:
    /// the arithmetic of FlowNet2's resampling, products rounded to single precision one by one (where they fall short of
    /// a whole id within one class, that class loses 1 too). Places outside the map take what its border has; void where
    /// the flow is not known.
    ///
    /// Kept for ``TemporalProtocol/etcLegacy``: ids are names, and what lies between two of them means nothing.
    public func warpedByInterpolatingIDs(by flow: FlowField, to target: FrameSize) -> LabelMap {
        var ids = [UInt8](repeating: Self.void, count: target.pixels)
        forEachSource(flow, target) { pixel, u, v in
            guard u.isFinite, v.isFinite else { return }
            let x = Self.neighbours(Float(u), width)
            let y = Self.neighbours(Float(v), height)
            func share(_ row: Int, _ column: Int, _ weight: Double) -> Float {
                Float(weight * Double(self.ids[row * width + column]))
            }
            var sum = share(y.low, x.low, (1 - x.share) * (1 - y.share))
            sum += share(y.low, x.high, x.share * (1 - y.share))
            sum += share(y.high, x.low, (1 - x.share) * y.share)
            sum += share(y.high, x.high, x.share * y.share)
            ids[pixel] = UInt8(sum)
        }
        return LabelMap(width: target.width, height: target.height, ids: ids)
    }

    /// Calls `body` for every pixel of the target with its place in this map, x first: NaN where the flow is not known.
    private func forEachSource(
        _ flow: FlowField, _ target: FrameSize, _ body: (_ pixel: Int, _ u: Double, _ v: Double) -> Void
    ) {
        let columns = Self.places(target.width, in: flow.width)
        let rows = Self.places(target.height, in: flow.height)
        // Displacements in this map's pixels.
        let scaleX = Double(width) / Double(flow.width)
        let scaleY = Double(height) / Double(flow.height)
        let stepX = Double(width) / Double(target.width)
        let stepY = Double(height) / Double(target.height)
        for y in 0..<target.height {
            let v = (Double(y) + 0.5) * stepY - 0.5
            for x in 0..<target.width {
                let at = rows[y] * flow.width + columns[x]
                body(
                    y * target.width + x, (Double(x) + 0.5) * stepX - 0.5 + Double(flow.dx[at]) * scaleX,
                    v + Double(flow.dy[at]) * scaleY)
            }
        }
    }

    /// Where the places along one line fall in another, nearest by half-pixel centres.
    private static func places(_ count: Int, in other: Int) -> [Int] {
        (0..<count).map { min(other - 1, (2 * $0 + 1) * other / (2 * count)) }
    }

    /// The two pixels around a place, both within the line, and the share of the second.
    private static func neighbours(_ place: Float, _ count: Int) -> (low: Int, high: Int, share: Double) {
        let floor = place.rounded(.down)
        // Far outside, the border is all there is.
        let low = Int(max(-2, min(floor, Float(count))))
        return (min(max(low, 0), count - 1), min(max(low + 1, 0), count - 1), Double(place - floor))
    }
}
