extension Matrix {
    /// The matrix with rows and columns exchanged.
    public var transposed: Matrix {
        // Tiles of 32 × 32 keep both sides in the first-level cache.
        let tile = 32
        var result = Matrix(rows: cols, cols: rows)
        let (rows, cols) = (rows, cols)
        storage.withUnsafeBufferPointer { source in
            result.storage.withUnsafeMutableBufferPointer { target in
                for i0 in stride(from: 0, to: rows, by: tile) {
                    for j0 in stride(from: 0, to: cols, by: tile) {
                        for i in i0..<min(i0 + tile, rows) {
                            for j in j0..<min(j0 + tile, cols) { target[j * rows + i] = source[i * cols + j] }
                        }
                    }
                }
            }
        }
        return result
    }

    /// The same elements in row-major order under another shape.
    public func reshaped(rows: Int, cols: Int) -> Matrix { Matrix(rows: rows, cols: cols, storage: storage) }

    /// The given rows, in order.
    public func rows(_ range: Range<Int>) -> Matrix {
        Matrix(
            rows: range.count, cols: cols, storage: Array(storage[range.lowerBound * cols..<range.upperBound * cols]))
    }

    /// The given columns, in order.
    public func columns(_ range: Range<Int>) -> Matrix { submatrix(rows: Array(0..<rows), cols: Array(range)) }

    /// The columns of the given indices, in that order: a selection or a permutation.
    public func columns(_ indices: [Int]) -> Matrix { submatrix(rows: Array(0..<rows), cols: indices) }

    /// The elements where the rows and columns of the given indices meet: element (i, j) is `self[rows[i], cols[j]]`.
    public func submatrix(rows rowIndices: [Int], cols colIndices: [Int]) -> Matrix {
        var result = Matrix(rows: rowIndices.count, cols: colIndices.count)
        let (cols, count) = (cols, colIndices.count)
        storage.withUnsafeBufferPointer { input in
            result.storage.withUnsafeMutableBufferPointer { output in
                for (i, row) in rowIndices.enumerated() {
                    for j in 0..<count { output[i * count + j] = input[row * cols + colIndices[j]] }
                }
            }
        }
        return result
    }

    /// The matrix made of a grid of blocks: `blocks[i][j]` stands in the i-th row of blocks, the j-th from the left.
    public init(blocks: [[Matrix]]) {
        let rows = blocks.reduce(0) { $0 + ($1.first?.rows ?? 0) }
        let cols = (blocks.first ?? []).reduce(0) { $0 + $1.cols }
        var elements: [Double] = []
        elements.reserveCapacity(rows * cols)
        for line in blocks {
            precondition(line.allSatisfy { $0.rows == line[0].rows }, "blocks of different heights side by side")
            for i in 0..<(line.first?.rows ?? 0) {
                for block in line { elements.append(contentsOf: block.storage[i * block.cols..<(i + 1) * block.cols]) }
            }
        }
        self.init(rows: rows, cols: cols, storage: elements)
    }

    /// Row `i` times `factors[i]`: `diag(f) · A`.
    public func scalingRows(by factors: [Double]) -> Matrix {
        precondition(factors.count == rows, "\(factors.count) factors for \(rows) rows")
        var result = self
        let cols = cols
        result.storage.withUnsafeMutableBufferPointer { elements in
            for (i, factor) in factors.enumerated() {
                for j in i * cols..<(i + 1) * cols { elements[j] *= factor }
            }
        }
        return result
    }

    /// Column `j` times `factors[j]`: `A · diag(f)`.
    public func scalingColumns(by factors: [Double]) -> Matrix {
        precondition(factors.count == cols, "\(factors.count) factors for \(cols) columns")
        var result = self
        let (rows, cols) = (rows, cols)
        result.storage.withUnsafeMutableBufferPointer { elements in
            for i in 0..<rows {
                for j in 0..<cols { elements[i * cols + j] *= factors[j] }
            }
        }
        return result
    }

    /// `A + value · I` of a square matrix.
    public func addingToDiagonal(_ value: Double) -> Matrix {
        precondition(isSquare, "a \(rows) × \(cols) matrix has no identity to add")
        var result = self
        for i in 0..<rows { result.storage[i * cols + i] += value }
        return result
    }

    /// Copies the upper triangle of a square matrix below its diagonal.
    mutating func mirrorUpperTriangle() {
        let size = rows
        let tile = 32
        storage.withUnsafeMutableBufferPointer { elements in
            for i0 in stride(from: 0, to: size, by: tile) {
                for j0 in stride(from: i0, to: size, by: tile) {
                    for i in i0..<min(i0 + tile, size) {
                        for j in max(j0, i + 1)..<max(j0, i + 1, min(j0 + tile, size)) {
                            elements[j * size + i] = elements[i * size + j]
                        }
                    }
                }
            }
        }
    }
}
