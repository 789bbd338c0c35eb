import Foundation
import Networks

extension ReferenceInterpreter {
    func pad(_ operation: Pad, _ x: ReferenceTensor, into blank: ReferenceTensor) -> ReferenceTensor {
        var y = blank
        let (height, width) = (x.shape.height, x.shape.width)
        forEachElement(of: y) { n, py, px, c in
            let iy = py - operation.padding.top
            let ix = px - operation.padding.left
            let i = y.index(n, py, px, c)
            switch operation.mode {
            case .constant(let value):
                let isInside = (0..<height).contains(iy) && (0..<width).contains(ix)
                let fill = arithmetic == .magnitudes ? abs(Double(value)) : Double(value)
                y.values[i] = isInside ? x.values[x.index(n, iy, ix, c)] : fill
            case .edge:
                y.values[i] = x.values[x.index(n, max(0, min(iy, height - 1)), max(0, min(ix, width - 1)), c)]
            case .reflect:
                y.values[i] = x.values[x.index(n, Self.mirrored(iy, height), Self.mirrored(ix, width), c)]
            }
        }
        return y
    }

    private static func mirrored(_ i: Int, _ extent: Int) -> Int {
        let last = extent - 1
        return last - abs(last - abs(i))
    }

    func crop(_ operation: Crop, _ x: ReferenceTensor, into blank: ReferenceTensor) -> ReferenceTensor {
        var y = blank
        forEachElement(of: y) { n, py, px, c in
            let iy = operation.rows.begin + py * operation.rows.step
            let ix = operation.columns.begin + px * operation.columns.step
            y.values[y.index(n, py, px, c)] = x.values[x.index(n, iy, ix, c)]
        }
        return y
    }

    func channelGather(
        _ operation: ChannelGather, _ x: ReferenceTensor, into blank: ReferenceTensor
    ) -> ReferenceTensor {
        var y = blank
        forEachElement(of: y) { n, py, px, c in
            y.values[y.index(n, py, px, c)] = x.values[x.index(n, py, px, operation.indices[c])]
        }
        return y
    }

    func depthToSpace(
        _ operation: DepthToSpace, _ x: ReferenceTensor, into blank: ReferenceTensor
    ) -> ReferenceTensor {
        var y = blank
        let b = operation.block
        forEachElement(of: y) { n, py, px, c in
            let (u, v) = (py % b, px % b)
            let k = operation.order == .pixelsFirst ? (u * b + v) * y.shape.channels + c : (c * b + u) * b + v
            y.values[y.index(n, py, px, c)] = x.values[x.index(n, py / b, px / b, k)]
        }
        return y
    }

    func spaceToDepth(
        _ operation: SpaceToDepth, _ x: ReferenceTensor, into blank: ReferenceTensor
    ) -> ReferenceTensor {
        var y = blank
        let b = operation.block
        forEachElement(of: x) { n, py, px, c in
            let (u, v) = (py % b, px % b)
            let k = operation.order == .pixelsFirst ? (u * b + v) * x.shape.channels + c : (c * b + u) * b + v
            y.values[y.index(n, py / b, px / b, k)] = x.values[x.index(n, py, px, c)]
        }
        return y
    }

    /// By the formulas of ONNX's `Resize`: along the rows, then along the columns.
    func resample(_ operation: Resample, _ x: ReferenceTensor, into blank: ReferenceTensor) -> ReferenceTensor {
        var y = blank
        func weights(_ p: Int, _ input: Int, _ output: Int, _ scale: Float?) -> [(index: Int, weight: Double)] {
            let scale = scale.map(Double.init) ?? Double(output) / Double(input)
            let taken = Self.taps(operation, Self.coordinate(operation, p, input, output, scale), input)
            return arithmetic == .magnitudes ? taken.map { ($0.index, abs($0.weight)) } : taken
        }
        let rows = (0..<y.shape.height).map {
            weights($0, x.shape.height, y.shape.height, operation.scale?.vertical)
        }
        let columns = (0..<y.shape.width).map {
            weights($0, x.shape.width, y.shape.width, operation.scale?.horizontal)
        }
        forEachElement(of: y) { n, py, px, c in
            var sum = 0.0
            for (iy, down) in rows[py] {
                for (ix, across) in columns[px] {
                    sum += down * across * x.values[x.index(n, iy, ix, c)]
                }
            }
            y.values[y.index(n, py, px, c)] = sum
        }
        return y
    }

    private static func coordinate(
        _ operation: Resample, _ p: Int, _ input: Int, _ output: Int, _ scale: Double
    ) -> Double {
        let position = Double(p)
        switch operation.coordinates {
        case .halfPixel: return (position + 0.5) / scale - 0.5
        case .pytorchHalfPixel: return output > 1 ? (position + 0.5) / scale - 0.5 : 0
        case .alignCorners: return output == 1 ? 0 : position * Double(input - 1) / Double(output - 1)
        case .asymmetric: return position / scale
        case .halfPixelSymmetric:
            let center = Double(input) / 2
            let offset = center * (1 - Double(output) / (scale * Double(input)))
            return offset + (position + 0.5) / scale - 0.5
        }
    }

    private static func taps(_ operation: Resample, _ x: Double, _ extent: Int) -> [(index: Int, weight: Double)] {
        func clamped(_ i: Int) -> Int { max(0, min(i, extent - 1)) }
        // Coordinates that are whole or halfway between but for a double's rounding count as such.
        let x =
            (x * 65536).rounded() / 65536 == x ? x : abs(x - (x * 2).rounded() / 2) < 1e-6 ? (x * 2).rounded() / 2 : x
        let floor = Int(x.rounded(.down))
        let s = x - Double(floor)
        switch operation.interpolation {
        case .nearest(let rounding):
            switch rounding {
            case .floor: return [(clamped(floor), 1)]
            case .ceil: return [(clamped(s > 0 ? floor + 1 : floor), 1)]
            case .preferFloor: return [(clamped(s > 0.5 ? floor + 1 : floor), 1)]
            case .preferCeil: return [(clamped(s >= 0.5 ? floor + 1 : floor), 1)]
            }
        case .linear: return [(clamped(floor), 1 - s), (clamped(floor + 1), s)]
        case .cubic(let coefficient, let excludesOutside):
            let a = Double(coefficient)
            func weight(_ t: Double) -> Double {
                let t = abs(t)
                if t <= 1 { return (a + 2) * t * t * t - (a + 3) * t * t + 1 }
                return t < 2 ? a * t * t * t - 5 * a * t * t + 8 * a * t - 4 * a : 0
            }
            var taken = (-1...2).map { (index: floor + $0, weight: weight(s - Double($0))) }
            if excludesOutside {
                taken = taken.filter { (0..<extent).contains($0.index) }
                let sum = taken.reduce(0) { $0 + $1.weight }
                taken = taken.map { ($0.index, $0.weight / sum) }
            }
            return taken.map { (clamped($0.index), $0.weight) }
        }
    }
}
