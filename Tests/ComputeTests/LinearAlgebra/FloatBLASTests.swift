import Compute
import RandomStreams
import Testing

@Suite struct FloatBLASTests {
    @Test(
        arguments: [(1, 1, 1), (4, 7, 3), (16, 33, 50)], [(false, false), (false, true), (true, false), (true, true)])
    func productsEqualTheirDefinition(shape: (Int, Int, Int), transposes: (Bool, Bool)) {
        let (m, n, k) = shape
        let (transposeA, transposeB) = transposes
        var stream = RandomStream(seed: 8, stream: "gemm")
        let a = Matrix.normal(m, k, &stream)
        let b = Matrix.normal(k, n, &stream)
        let c = Matrix.normal(m, n, &stream)
        var result = c.floats
        FloatBLAS.gemm(
            transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: 2,
            (transposeA ? a.transposed : a).floats, (transposeB ? b.transposed : b).floats, beta: -0.5, &result)
        let reference = 2 * a.naiveProduct(b) - 0.5 * c
        #expect(Matrix(rows: m, cols: n, values: result).distance(reference) < 1e-5 * Double(k + 1))
    }

    @Test(arguments: [(1, 1), (50, 7), (3, 40), (5, 193), (20, 500)])
    func gramsAccumulateInTheUpperTriangle(rows: Int, cols: Int) {
        var stream = RandomStream(seed: 9, stream: "syrk")
        let x = Matrix.normal(rows, cols, &stream)
        var c = [Float](repeating: 1, count: cols * cols)
        FloatBLAS.accumulateGram(of: x.floats, rows: rows, cols: cols, into: &c)
        FloatBLAS.accumulateGram(of: x.floats, rows: rows, cols: cols, into: &c)
        let reference = 2 * x.naiveTransposed.naiveProduct(x) + Matrix(rows: cols, cols: cols, repeating: 1)
        #expect(Matrix(upperTriangle: c, size: cols).distance(reference) < 1e-5 * Double(rows + 1))
    }

    @Test(arguments: [(1, 1), (3, 40), (5, 192), (4, 193), (7, 500)])
    func symmetricProductsReadTheUpperTriangle(rows: Int, cols: Int) {
        var stream = RandomStream(seed: 10, stream: "symm")
        let x = Matrix.normal(rows, cols, &stream)
        let square = Matrix.normal(cols, cols, &stream)
        var symmetric = [Double](repeating: 0, count: cols * cols)
        var upper = [Float](repeating: .nan, count: cols * cols)
        for i in 0..<cols {
            for j in i..<cols {
                let value = square[i, j]
                symmetric[i * cols + j] = value
                symmetric[j * cols + i] = value
                upper[i * cols + j] = Float(value)
            }
        }
        var result = [Float](repeating: .nan, count: rows * cols)
        FloatBLAS.multiplySymmetric(x.floats, rows: rows, cols: cols, upper: upper, into: &result)
        let reference = x.naiveProduct(Matrix(rows: cols, cols: cols, values: symmetric.map(Float.init)))
        #expect(Matrix(rows: rows, cols: cols, values: result).distance(reference) < 1e-5 * Double(cols + 1))
    }

    @Test func anEmptyGramChangesNothing() {
        var c: [Float] = [3]
        FloatBLAS.accumulateGram(of: [], rows: 0, cols: 1, into: &c)
        #expect(c == [3])
    }
}
