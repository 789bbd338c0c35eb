/// Places of elements in row-major order.
enum Strides {
    /// Elements between neighbours along each axis of a dense tensor.
    static func dense(_ dims: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: dims.count)
        for axis in dims.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * dims[axis + 1] }
        return strides
    }

    /// For every index into `dims`, in row-major order: `offset + Σ index · stride`.
    static func places(_ dims: [Int], _ strides: [Int], offset: Int = 0) -> [Int] {
        var places = [offset]
        for (extent, stride) in zip(dims, strides) {
            guard extent > 0 else { return [] }
            if extent == 1 { continue }
            var next: [Int] = []
            next.reserveCapacity(places.count * extent)
            for place in places {
                for index in 0..<extent { next.append(place + index * stride) }
            }
            places = next
        }
        return places
    }

    /// The strides with which a tensor of `dims` is read as one of `target`, by NumPy's broadcasting; nil where the
    /// shapes do not fit.
    static func broadcast(_ dims: [Int], to target: [Int]) -> [Int]? {
        guard dims.count <= target.count else { return nil }
        let missing = target.count - dims.count
        var strides = [Int](repeating: 0, count: missing) + dense(dims)
        for axis in dims.indices {
            if dims[axis] == target[missing + axis] { continue }
            guard dims[axis] == 1 else { return nil }
            strides[missing + axis] = 0
        }
        return strides
    }

    /// The shape that two shapes have in common after broadcasting; nil where they do not fit.
    static func common(_ a: [Int], _ b: [Int]) -> [Int]? {
        let rank = max(a.count, b.count)
        let (a, b) = (
            [Int](repeating: 1, count: rank - a.count) + a, [Int](repeating: 1, count: rank - b.count) + b
        )
        var dims: [Int] = []
        for (x, y) in zip(a, b) {
            guard x == y || x == 1 || y == 1 else { return nil }
            dims.append(x == 1 ? y : x)
        }
        return dims
    }
}
