extension Matrix {
    public static func + (left: Matrix, right: Matrix) -> Matrix {
        var result = left
        result.add(right)
        return result
    }

    public static func - (left: Matrix, right: Matrix) -> Matrix {
        var result = left
        result.add(right, scaledBy: -1)
        return result
    }

    public static func * (factor: Double, matrix: Matrix) -> Matrix {
        var result = matrix
        result.storage.withUnsafeMutableBufferPointer { elements in
            for i in elements.indices { elements[i] *= factor }
        }
        return result
    }

    /// `A += factor · B`.
    public mutating func add(_ other: Matrix, scaledBy factor: Double = 1) {
        requireSameShape(other)
        storage.withUnsafeMutableBufferPointer { elements in
            other.storage.withUnsafeBufferPointer { added in
                for i in elements.indices { elements[i] += factor * added[i] }
            }
        }
    }

    /// `‖A‖_F² = Σ_ij a_ij²`.
    public var squaredNorm: Double { dot(self) }

    /// `Σ_k a_ki b_ki` for every column i: the diagonal of `Aᵀ B`.
    public func columnDots(_ other: Matrix) -> [Double] {
        requireSameShape(other)
        var sums = [Double](repeating: 0, count: cols)
        for i in 0..<rows {
            for j in 0..<cols { sums[j] += storage[i * cols + j] * other.storage[i * cols + j] }
        }
        return sums
    }

    /// `Σ_k a_ik b_ik` for every row i: the diagonal of `A Bᵀ`.
    public func rowDots(_ other: Matrix) -> [Double] {
        requireSameShape(other)
        return (0..<rows).map { i in
            var sum = 0.0
            for j in i * cols..<(i + 1) * cols { sum += storage[j] * other.storage[j] }
            return sum
        }
    }

    /// The index of the first element that is NaN or infinite.
    var firstNonFinite: Int? {
        storage.withUnsafeBufferPointer { elements in elements.firstIndex { !$0.isFinite } }
    }

    /// Throws ``LinearAlgebraError/notFinite(operation:index:)``, with `operation` in it, where an element is NaN or
    /// infinite.
    public func requireFinite(_ operation: String) throws(LinearAlgebraError) {
        if let index = firstNonFinite { throw .notFinite(operation: operation, index: index) }
    }

    func requireSameShape(_ other: Matrix) {
        precondition(
            rows == other.rows && cols == other.cols, "\(rows) × \(cols) against \(other.rows) × \(other.cols)")
    }
}
