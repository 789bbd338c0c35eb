import Compute
import RandomStreams

extension Matrix {
    /// A matrix of independent standard normals.
    static func normal(_ rows: Int, _ cols: Int, _ stream: inout RandomStream) -> Matrix {
        Matrix(rows: rows, cols: cols, storage: (0..<rows * cols).map { _ in stream.normal() })
    }

    /// `A · B` by its definition.
    func naiveProduct(_ other: Matrix) -> Matrix {
        var result = Matrix(rows: rows, cols: other.cols)
        for i in 0..<rows {
            for j in 0..<other.cols {
                var sum = 0.0
                for k in 0..<cols { sum += self[i, k] * other[k, j] }
                result[i, j] = sum
            }
        }
        return result
    }

    /// The transpose by its definition.
    var naiveTransposed: Matrix {
        var result = Matrix(rows: cols, cols: rows)
        for i in 0..<rows {
            for j in 0..<cols { result[j, i] = self[i, j] }
        }
        return result
    }

    /// The largest difference between elements.
    func distance(_ other: Matrix) -> Double {
        precondition(rows == other.rows && cols == other.cols)
        return zip(storage, other.storage).map { abs($0 - $1) }.max() ?? 0
    }
}
