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
}
