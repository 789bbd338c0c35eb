extension OperatorCall {
    /// The shape that `Reshape` asks for: 0 copies (unless `allowzero`), one −1 takes what is left.
    func reshapeTarget(_ dims: [Int], _ asked: [Int]) throws -> [Int] {
        let keepsZero = try int("allowzero", default: 0) != 0
        var target: [Int] = []
        for (index, extent) in asked.enumerated() {
            if extent == 0, !keepsZero {
                guard index < dims.count else { throw fault("no dimension \(index) to copy") }
                target.append(dims[index])
            } else {
                guard extent >= -1 else { throw fault("shape \(asked)") }
                target.append(extent)
            }
        }
        let count = dims.reduce(1, *)
        guard target.count(where: { $0 == -1 }) <= 1 else { throw fault("shape \(asked)") }
        var known = 1
        for extent in target where extent != -1 {
            let (product, overflow) = known.multipliedReportingOverflow(by: extent)
            guard !overflow else { throw fault("shape \(asked)") }
            known = product
        }
        if let open = target.firstIndex(of: -1) {
            guard known > 0, count % known == 0 else { throw fault("\(count) elements as \(asked)") }
            target[open] = count / known
        } else if known != count {
            throw fault("\(count) elements as \(asked)")
        }
        return target
    }

    /// The axes to squeeze: those asked for, or every one of extent 1.
    func squeezedAxes(_ dims: [Int]) throws -> [Int] {
        guard let asked = try integers(attribute: "axes", orInput: 1) else {
            return dims.indices.filter { dims[$0] == 1 }
        }
        let axes = try axes(asked, rank: dims.count)
        guard axes.allSatisfy({ dims[$0] == 1 }) else { throw fault("axes \(asked) are not of extent 1") }
        return axes
    }

    /// The places of new axes in the result.
    func unsqueezedAxes(rank: Int) throws -> [Int] {
        guard let asked = try integers(attribute: "axes", orInput: 1) else { throw fault("no axes") }
        return try axes(asked, rank: rank + asked.count)
    }

    /// `Flatten`: two dimensions.
    func flattened(_ dims: [Int]) throws -> [Int] {
        let given = try int("axis", default: 1)
        guard (-dims.count...dims.count).contains(given) else { throw fault("axis \(given) of \(dims.count)") }
        let axis = given < 0 ? given + dims.count : given
        return [dims[..<axis].reduce(1, *), dims[axis...].reduce(1, *)]
    }

    /// The order of axes that `Transpose` asks for: reversed where it does not.
    func transposition(rank: Int) throws -> [Int] {
        let order = try ints("perm") ?? Array((0..<rank).reversed())
        guard order.sorted() == Array(0..<rank) else { throw fault("perm \(order) of \(rank) axes") }
        return order
    }

    /// What `Slice` takes of each axis.
    func slices(_ dims: [Int]) throws -> [AxisSlice] {
        let (starts, ends) = (try integers(1), try integers(2))
        let asked = has(3) ? try integers(3) : Array(starts.indices)
        let steps = has(4) ? try integers(4) : [Int](repeating: 1, count: starts.count)
        guard starts.count == ends.count, starts.count == asked.count, starts.count == steps.count else {
            throw fault("starts, ends, axes and steps of unequal length")
        }
        var slices = dims.map { AxisSlice(begin: 0, step: 1, count: $0) }
        for (index, given) in asked.enumerated() {
            let axis = try axis(given, rank: dims.count)
            guard steps[index] != 0, steps[index] != .min else { throw fault("a step of \(steps[index])") }
            slices[axis] = AxisSlice(from: starts[index], to: ends[index], step: steps[index], of: dims[axis])
        }
        return slices
    }

    /// The extents of the pieces that `Split` makes.
    func pieces(of extent: Int) throws -> [Int] {
        let outputs = node.outputs.count
        let sizes: [Int]
        if let asked = try integers(attribute: "split", orInput: 1) {
            sizes = asked
        } else {
            let count = try int("num_outputs", default: outputs)
            guard count > 0, count <= max(extent, 1) else { throw fault("\(count) pieces of \(extent)") }
            let size = (extent + count - 1) / count
            sizes = (0..<count).map { max(0, min(size, extent - $0 * size)) }
        }
        guard sizes.allSatisfy({ $0 >= 0 && $0 <= extent }), sizes.reduce(0, +) == extent, sizes.count >= outputs
        else { throw fault("pieces of \(sizes) from \(extent)") }
        return sizes
    }
}

/// `count` indices along an axis: `begin`, `begin + step`, …
struct AxisSlice: Hashable, Sendable {
    var begin: Int
    var step: Int
    var count: Int

    init(begin: Int, step: Int, count: Int) {
        self.begin = begin
        self.step = step
        self.count = count
    }

    /// By the rules of ONNX's `Slice`: negative bounds count from the end, and bounds beyond it are clamped.
    init(from start: Int, to end: Int, step: Int, of extent: Int) {
        func clamped(_ bound: Int) -> Int {
            let bound = bound < 0 ? (bound < -extent ? -1 : bound + extent) : bound
            return step > 0 ? min(max(bound, 0), extent) : min(max(bound, -1), extent - 1)
        }
        let (first, last) = (clamped(start), clamped(end))
        self.step = step
        begin = max(first, 0)
        let span = step > 0 ? last - first : first - last
        count = span <= 0 ? 0 : (span - 1) / step.magnitude.clampedInt + 1
    }

    var indices: [Int] { (0..<count).map { begin + $0 * step } }
}

extension UInt {
    fileprivate var clampedInt: Int { Int(clamping: self) }
}
