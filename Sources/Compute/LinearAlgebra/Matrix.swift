/// A dense matrix of doubles as a value, row-major: element (i, j) is `storage[i · cols + j]`.
///
/// Either extent may be zero.
public struct Matrix: Hashable, Sendable {
    public let rows: Int
    public let cols: Int
    public internal(set) var storage: [Double]

    /// A matrix over the given elements, row after row.
    public init(rows: Int, cols: Int, storage: [Double]) {
        precondition(rows >= 0 && cols >= 0, "a \(rows) × \(cols) matrix")
        precondition(storage.count == rows * cols, "\(storage.count) elements for a \(rows) × \(cols) matrix")
        self.rows = rows
        self.cols = cols
        self.storage = storage
    }

    /// A matrix over single-precision elements, row after row.
    public init(rows: Int, cols: Int, values: [Float]) {
        self.init(rows: rows, cols: cols, storage: values.map(Double.init))
    }

    /// A matrix of one value, zero unless said otherwise.
    public init(rows: Int, cols: Int, repeating value: Double = 0) {
        precondition(rows >= 0 && cols >= 0, "a \(rows) × \(cols) matrix")
        self.init(rows: rows, cols: cols, storage: Array(repeating: value, count: rows * cols))
    }

    /// The square matrix with the given diagonal and zeros elsewhere.
    public init(diagonal: [Double]) {
        self.init(rows: diagonal.count, cols: diagonal.count)
        for (i, value) in diagonal.enumerated() { self[i, i] = value }
    }

    /// The identity of the given size.
    public static func identity(_ size: Int) -> Matrix { Matrix(diagonal: Array(repeating: 1, count: size)) }

    public subscript(row: Int, col: Int) -> Double {
        get { storage[row * cols + col] }
        set { storage[row * cols + col] = newValue }
    }

    /// The elements in single precision, row after row.
    public var floats: [Float] { storage.map { Float($0) } }

    public var isSquare: Bool { rows == cols }

    /// The diagonal's elements; for a matrix that is not square, as many as fit.
    public var diagonal: [Double] { (0..<min(rows, cols)).map { self[$0, $0] } }

    /// The diagonal's mean, zero for an empty matrix.
    public var meanDiagonal: Double {
        let diagonal = diagonal
        return diagonal.isEmpty ? 0 : diagonal.reduce(0, +) / Double(diagonal.count)
    }

    /// `Σ_i a_ii` of a square matrix.
    public var trace: Double {
        precondition(isSquare, "the trace of a \(rows) × \(cols) matrix")
        return diagonal.reduce(0, +)
    }
}
