public import Compute
import Networks

extension ClosedFormStudent {
    /// The student embedded as a dense kernel V of Cout × K, columns in PyTorch's order (c, i, j): the convolution with
    /// V computes what the student's factors compute.
    public func kernel(_ geometry: KernelGeometry) -> Matrix {
        let (outputs, inputs, taps) = (geometry.outputChannels, geometry.inputChannels, geometry.taps)
        switch kind {
        case .zero:
            return Matrix(rows: outputs, cols: geometry.patchSize)
        case .teacher:
            return Matrix(rows: outputs, cols: geometry.patchSize, values: factor("weight").values)
        case .lowRank(let rank):
            let expand = Matrix(rows: outputs, cols: rank, values: factor("weight").values)
            return expand.times(
                Matrix(rows: rank, cols: geometry.patchSize, values: factor("reduce.weight").values))
        case .separable(let rank):
            let weight = Matrix(rows: outputs, cols: rank * geometry.width, values: factor("weight").values)
            let reduce = Matrix(
                rows: rank, cols: inputs * geometry.height, values: factor("reduce.weight").values)
            let columns = (0..<geometry.width).map { j in
                weight.columns((0..<rank).map { $0 * geometry.width + j }).times(reduce)
            }
            return Matrix.interleaving(columns)
        case .pointwise:
            let weight = factor("weight").values
            var dense = [Double](repeating: 0, count: outputs * geometry.patchSize)
            for (index, value) in weight.enumerated() { dense[index * taps + geometry.centreTap] = Double(value) }
            return Matrix(rows: outputs, cols: geometry.patchSize, storage: dense)
        case .depthwise:
            return Self.spread(.identity(inputs), factor("weight").values, taps: taps)
        case .depthwisePointwise:
            let weight = Matrix(rows: outputs, cols: inputs, values: factor("weight").values)
            return Self.spread(weight, factor("depthwise.weight").values, taps: taps)
        }
    }

    /// `V[o, (c, t)] = B[o, c] d[c, t]`.
    private static func spread(_ pointwise: Matrix, _ depthwise: [Float], taps: Int) -> Matrix {
        var dense: [Double] = []
        dense.reserveCapacity(pointwise.rows * depthwise.count)
        for o in 0..<pointwise.rows {
            for c in 0..<pointwise.cols {
                let factor = pointwise.storage[o * pointwise.cols + c]
                for t in 0..<taps { dense.append(factor * Double(depthwise[c * taps + t])) }
            }
        }
        return Matrix(rows: pointwise.rows, cols: depthwise.count, storage: dense)
    }
}

extension Matrix {
    /// The matrix whose column `s · n + j` is column `s` of the j-th of n matrices of one shape.
    static func interleaving(_ parts: [Matrix]) -> Matrix {
        let (rows, cols, count) = (parts[0].rows, parts[0].cols, parts.count)
        return Matrix(blocks: [parts]).columns((0..<cols * count).map { ($0 % count) * cols + $0 / count })
            .reshaped(rows: rows, cols: cols * count)
    }
}
