/// `C = Σ Xᵀ X`, a symmetric matrix of single-precision sums: its upper triangle, and nothing else.
///
/// Rows stand in strips of 192, each from its first row's diagonal element on: n² / 2 + 96 n elements for an n × n
/// matrix, in pieces large enough for matrix products. Not synchronised.
public final class GramSums: @unchecked Sendable {
    /// n, the matrix's rows and columns.
    public let size: Int
    private let storage: FloatBuffer

    /// All zeros.
    public init(size: Int) {
        self.size = size
        storage = FloatBuffer(count: Self.elementCount(size))
    }

    /// What a matrix takes, in elements.
    public static func elementCount(_ size: Int) -> Int {
        stride(from: 0, to: size, by: strip).reduce(0) { $0 + min(strip, size - $1) * (size - $1) }
    }

    /// The identity times a factor. Every element is written, as sums would be.
    public static func identity(size: Int, times factor: Float = 1) -> GramSums {
        let sums = GramSums(size: size)
        sums.storage.base.update(repeating: 0, count: sums.storage.count)
        sums.forEachStrip { strip in
            for row in 0..<strip.rows { strip.base[row * strip.columns + row] = factor }
        }
        return sums
    }

    /// `C += Xᵀ X` for X of `rows × size`, dense and row-major.
    public func add(_ x: UnsafePointer<Float>, rows: Int) {
        guard rows > 0 else { return }
        forEachStrip { strip in
            FloatBLAS.multiply(
                true, false, strip.rows, strip.columns, rows, 1, x + strip.first, size, x + strip.first, size, 1,
                strip.base, strip.columns)
        }
    }

    /// `Y = X C` for X and Y of `rows × size`, dense and row-major.
    public func multiply(_ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>) {
        guard rows > 0 else { return }
        y.update(repeating: 0, count: rows * size)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.strip * Self.strip) { diagonal in
            forEachStrip { strip in
                let (height, columns, after) = (strip.rows, strip.columns, strip.first + strip.rows)
                // The diagonal block from its upper half.
                for row in 0..<height {
                    for column in row..<height {
                        let value = strip.base[row * columns + column]
                        diagonal[row * height + column] = value
                        diagonal[column * height + row] = value
                    }
                }
                FloatBLAS.multiply(
                    false, false, rows, height, height, 1, x + strip.first, size, diagonal.baseAddress!, height, 1,
                    y + strip.first, size)
                guard after < size else { return }
                FloatBLAS.multiply(
                    false, false, rows, size - after, height, 1, x + strip.first, size, strip.base + height, columns, 1,
                    y + after, size)
                FloatBLAS.multiply(
                    false, true, rows, height, size - after, 1, x + after, size, strip.base + height, columns, 1,
                    y + strip.first, size)
            }
        }
    }

    /// The matrix in double precision.
    ///
    /// - Parameters:
    ///   - places: where each row and column goes; nil: where it is.
    ///   - element: what becomes of a sum.
    public func matrix(places: [Int]? = nil, _ element: (Float) -> Double) -> Matrix {
        let places = places ?? Array(0..<size)
        precondition(places.count == size, "\(places.count) places for \(size) rows")
        let storage = [Double](unsafeUninitializedCapacity: size * size) { values, count in
            let target = values.baseAddress!
            forEachRow { row, sums in
                let place = places[row]
                for (offset, sum) in sums.enumerated() {
                    let (value, other) = (element(sum), places[row + offset])
                    (target + place * size + other).initialize(to: value)
                    (target + other * size + place).initialize(to: value)
                }
            }
            count = size * size
        }
        return Matrix(rows: size, cols: size, storage: storage)
    }

    /// Every row from its diagonal element on, in order: the elements that are kept.
    public var rows: [[Float]] {
        var result: [[Float]] = []
        forEachRow { result.append(Array($1)) }
        return result
    }

    private func forEachRow(_ body: (_ row: Int, _ values: UnsafeBufferPointer<Float>) -> Void) {
        forEachStrip { strip in
            for row in 0..<strip.rows {
                body(
                    strip.first + row,
                    UnsafeBufferPointer(start: strip.base + row * (strip.columns + 1), count: strip.columns - row))
            }
        }
    }

    private static let strip = 192

    private struct Strip {
        /// Its first row, and column.
        var first: Int
        var rows: Int
        var columns: Int
        var base: UnsafeMutablePointer<Float>
    }

    private func forEachStrip(_ body: (Strip) -> Void) {
        var base = storage.base
        for first in stride(from: 0, to: size, by: Self.strip) {
            let strip = Strip(first: first, rows: min(Self.strip, size - first), columns: size - first, base: base)
            body(strip)
            base += strip.rows * strip.columns
        }
    }
}
