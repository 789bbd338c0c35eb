/// A connected region of one class.
public struct LabelRegion: Hashable, Sendable {
    public var id: UInt8
    public var pixels: Int
    /// The pixel of the region that is farthest from its border, in steps between neighbours: where a name fits best.
    public var centre: (x: Int, y: Int) { (centreX, centreY) }
    /// How many steps that is, from 1.
    public var depth: Int
    var centreX: Int
    var centreY: Int
}

extension LabelMap {
    /// The connected regions (four neighbours a pixel) of at least so many pixels, the largest first; void is none.
    public func regions(atLeast least: Int) -> [LabelRegion] {
        let depths = borderDistances()
        var seen = [Bool](repeating: false, count: ids.count)
        var regions: [LabelRegion] = []
        var stack: [Int] = []
        for start in ids.indices where !seen[start] {
            seen[start] = true
            stack.append(start)
            let id = ids[start]
            var (pixels, best) = (0, start)
            while let at = stack.popLast() {
                pixels += 1
                if (depths[at], -at) > (depths[best], -best) { best = at }
                for next in neighbours(of: at) where !seen[next] && ids[next] == id {
                    seen[next] = true
                    stack.append(next)
                }
            }
            guard pixels >= least, id != Self.void else { continue }
            regions.append(
                LabelRegion(
                    id: id, pixels: pixels, depth: depths[best], centreX: best % width, centreY: best / width))
        }
        return regions.sorted { ($0.pixels, -$0.centreY, -$0.centreX) > ($1.pixels, -$1.centreY, -$1.centreX) }
    }

    private func neighbours(of pixel: Int) -> [Int] {
        let (x, y) = (pixel % width, pixel / width)
        var places: [Int] = []
        if x > 0 { places.append(pixel - 1) }
        if x + 1 < width { places.append(pixel + 1) }
        if y > 0 { places.append(pixel - width) }
        if y + 1 < height { places.append(pixel + width) }
        return places
    }

    /// Steps between neighbours from each pixel out of its class; the picture's edge is out too. Two sweeps.
    private func borderDistances() -> [Int] {
        var distances = [Int](repeating: 0, count: ids.count)
        func step(_ pixel: Int, _ inside: Bool, _ neighbour: Int) -> Int {
            inside && ids[neighbour] == ids[pixel] ? distances[neighbour] + 1 : 1
        }
        for pixel in ids.indices {
            let (x, y) = (pixel % width, pixel / width)
            distances[pixel] = min(
                step(pixel, x > 0, max(0, pixel - 1)), step(pixel, y > 0, max(0, pixel - width)))
        }
        let last = ids.count - 1
        for pixel in ids.indices.reversed() {
            let (x, y) = (pixel % width, pixel / width)
            distances[pixel] = min(
                distances[pixel], step(pixel, x + 1 < width, min(last, pixel + 1)),
                step(pixel, y + 1 < height, min(last, pixel + width)))
        }
        return distances
    }

    /// Whether the pixel right of or below a pixel has another class: where a line between classes is drawn.
    public func isBoundary(x: Int, y: Int) -> Bool {
        let at = y * width + x
        return x + 1 < width && ids[at + 1] != ids[at] || y + 1 < height && ids[at + width] != ids[at]
    }
}
