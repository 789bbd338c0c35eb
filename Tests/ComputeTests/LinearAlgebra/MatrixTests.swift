import Compute
import RandomStreams
import Testing

@Suite struct MatrixTests {
    /// Shapes (m, k, n), the degenerate ones included.
    static let shapes = [(1, 1, 1), (3, 1, 2), (1, 7, 1), (5, 4, 3), (0, 3, 2), (3, 0, 2), (2, 3, 0), (33, 65, 40)]

    @Test(arguments: shapes)
    func productsEqualTheirDefinition(m: Int, k: Int, n: Int) {
        var stream = RandomStream(seed: 1, stream: "\(m) \(k) \(n)")
        let a = Matrix.normal(m, k, &stream)
        let b = Matrix.normal(k, n, &stream)
        let reference = a.naiveProduct(b)
        // Each element is a sum of k products of order 1.
        let tolerance = 1e-14 * Double(10 * k + 1)
        #expect(a.times(b).distance(reference) <= tolerance)
        #expect(a.timesTransposed(b.naiveTransposed).distance(reference) <= tolerance)
        #expect(a.naiveTransposed.transposedTimes(b).distance(reference) <= tolerance)
    }

    @Test(arguments: shapes)
    func gramsAreSymmetricProducts(m: Int, k: Int, n: Int) {
        var stream = RandomStream(seed: 2, stream: "\(m) \(k)")
        let a = Matrix.normal(m, k, &stream)
        let tolerance = 1e-14 * Double(10 * max(m, k) + 1)
        #expect(a.rowGram.distance(a.naiveProduct(a.naiveTransposed)) <= tolerance)
        #expect(a.columnGram.distance(a.naiveTransposed.naiveProduct(a)) <= tolerance)
        #expect(a.rowGram == a.rowGram.naiveTransposed)
        #expect(a.columnGram == a.columnGram.naiveTransposed)
    }

    @Test(arguments: [(1, 1), (0, 4), (4, 0), (31, 33), (64, 64), (100, 7)])
    func transposeMovesEveryElement(rows: Int, cols: Int) {
        var stream = RandomStream(seed: 3, stream: "transpose")
        let a = Matrix.normal(rows, cols, &stream)
        #expect(a.transposed == a.naiveTransposed)
        #expect(a.transposed.transposed == a)
    }

    @Test func arithmeticAndScaling() {
        let a = Matrix(rows: 2, cols: 3, storage: [1, 2, 3, 4, 5, 6])
        let b = Matrix(rows: 2, cols: 3, storage: [6, 5, 4, 3, 2, 1])
        #expect(a + b == Matrix(rows: 2, cols: 3, repeating: 7))
        #expect((a - b).storage == [-5, -3, -1, 1, 3, 5])
        #expect((2 * a).storage == [2, 4, 6, 8, 10, 12])
        #expect(a.dot(b) == 6 + 10 + 12 + 12 + 10 + 6)
        #expect(a.squaredNorm == 91)
        #expect(a.columnDots(b) == [18, 20, 18])
        #expect(a.scalingRows(by: [1, 10]).storage == [1, 2, 3, 40, 50, 60])
        #expect(a.scalingColumns(by: [1, 0, -1]).storage == [1, 0, -3, 4, 0, -6])
        #expect(a.rows(1..<2).storage == [4, 5, 6])
        #expect(a.columns(1..<3).storage == [2, 3, 5, 6])
        #expect(a.columns([2, 0]).storage == [3, 1, 6, 4])
        #expect(a.submatrix(rows: [1, 0], cols: [1]).storage == [5, 2])
        #expect(Matrix(blocks: [[a.columns(0..<1), a.columns(1..<3)]]) == a)
        #expect(Matrix(blocks: [[a.rows(0..<1)], [a.rows(1..<2)]]) == a)
    }

    @Test func tracesAndDiagonals() {
        let a = Matrix(rows: 2, cols: 2, storage: [1, 2, 3, 4])
        #expect(a.trace == 5)
        #expect(a.meanDiagonal == 2.5)
        #expect(Matrix(rows: 0, cols: 0).trace == 0)
        #expect(Matrix(rows: 0, cols: 0).meanDiagonal == 0)
        #expect(a.addingToDiagonal(1).storage == [2, 2, 3, 5])
        #expect(Matrix.identity(3).dot(Matrix(diagonal: [1, 2, 3])) == 6)
    }

    @Test func aTraceOfAProductIsADot() {
        var stream = RandomStream(seed: 4, stream: "trace")
        let a = Matrix.normal(5, 8, &stream)
        let b = Matrix.normal(5, 8, &stream)
        #expect(abs(a.dot(b) - a.timesTransposed(b).trace) < 1e-12)
    }

    @Test func shapesThatDoNotMeetTrap() async {
        await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, cols: 2, storage: [1]) }
        await #expect(processExitsWith: .failure) { _ = Matrix(rows: 2, cols: 3).times(Matrix(rows: 2, cols: 3)) }
    }
}
