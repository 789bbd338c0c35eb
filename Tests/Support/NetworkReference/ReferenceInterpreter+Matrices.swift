import Networks

extension ReferenceInterpreter {
    func positionGather(
        _ operation: PositionGather, _ x: ReferenceTensor, into blank: ReferenceTensor
    ) -> ReferenceTensor {
        var y = blank
        forEachElement(of: y) { n, py, px, c in
            y.values[y.index(n, py, px, c)] = x.values[x.index(n, operation.rows[py], operation.columns[px], c)]
        }
        return y
    }

    /// Each element of the input: its index along every axis of `sizes`, and with them its place in the output.
    func rearrange(_ operation: Rearrange, _ x: ReferenceTensor, into blank: ReferenceTensor) -> ReferenceTensor {
        var y = blank
        let count = x.shape.count
        for element in 0..<count {
            var rest = element
            var index = [Int](repeating: 0, count: operation.sizes.count)
            for axis in operation.sizes.indices.reversed() {
                index[axis] = rest % operation.sizes[axis]
                rest /= operation.sizes[axis]
            }
            var place = 0
            for axis in operation.order { place = place * operation.sizes[axis] + index[axis] }
            for n in 0..<x.batch { y.values[n * count + place] = x.values[n * count + element] }
        }
        return y
    }

    func matrixProduct(
        _ a: ReferenceTensor, _ b: ReferenceTensor, into blank: ReferenceTensor
    ) -> ReferenceTensor {
        var y = blank
        forEachElement(of: y) { n, row, i, j in
            var sum = 0.0
            for k in 0..<a.shape.channels {
                sum += a.values[a.index(n, row, i, k)] * b.values[b.index(n, row, k, j)]
            }
            y.values[y.index(n, row, i, j)] = sum
        }
        return y
    }
}
