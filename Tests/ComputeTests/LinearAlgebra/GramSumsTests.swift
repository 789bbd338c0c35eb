import Compute
import RandomStreams
import Testing

@Suite struct GramSumsTests {
    @Test(arguments: [(1, 1), (50, 7), (3, 40), (5, 193), (20, 500)])
    func sumsAreThoseOfTheProducts(rows: Int, cols: Int) {
        var stream = RandomStream(seed: 9, stream: "gram")
        let x = Matrix.normal(rows, cols, &stream)
        let sums = GramSums(size: cols)
        sums.add(x.floats, rows: rows)
        sums.add(x.floats, rows: rows)
        let reference = 2 * x.naiveTransposed.naiveProduct(x)
        #expect(sums.matrix(Double.init).distance(reference) < 1e-5 * Double(rows + 1))
    }

    @Test(arguments: [(1, 1), (3, 40), (5, 192), (4, 193), (7, 500)])
    func productsWithTheSums(rows: Int, cols: Int) {
        var stream = RandomStream(seed: 10, stream: "symm")
        let sums = GramSums(size: cols)
        sums.add(Matrix.normal(cols, cols, &stream).floats, rows: cols)
        let x = Matrix.normal(rows, cols, &stream)
        var result = [Float](repeating: .nan, count: rows * cols)
        sums.multiply(x.floats, rows: rows, into: &result)
        let reference = x.naiveProduct(sums.matrix(Double.init))
        #expect(Matrix(rows: rows, cols: cols, values: result).distance(reference) < 1e-5 * Double(cols + 1) * 8)
    }

    @Test func rowsAndColumnsGoToTheirPlaces() {
        var stream = RandomStream(seed: 11, stream: "places")
        let size = 200
        let sums = GramSums(size: size)
        sums.add(Matrix.normal(3, size, &stream).floats, rows: 3)
        let plain = sums.matrix { Double($0) }
        let places = (0..<size).map { ($0 * 7 + 3) % size }
        let moved = sums.matrix(places: places) { 2 * Double($0) }
        for i in 0..<size {
            for j in 0..<size { #expect(moved[places[i], places[j]] == 2 * plain[i, j]) }
        }
        #expect(sums.rows.map(\.count) == Array((1...size).reversed()))
        #expect(sums.rows[5][7] == Float(plain[5, 12]))
    }

    @Test func theIdentityLeavesARowAsItIs() {
        let x: [Float] = (0..<400).map(Float.init)
        var y = [Float](repeating: .nan, count: 400)
        GramSums.identity(size: 200, times: 2).multiply(x, rows: 2, into: &y)
        #expect(y == x.map { 2 * $0 })
    }

    @Test func nothingAddedChangesNothing() {
        let sums = GramSums.identity(size: 1, times: 3)
        sums.add([], rows: 0)
        #expect(sums.rows == [[3]])
    }

    @Test func theLowerTriangleTakesNoMemory() {
        #expect(GramSums.elementCount(1) == 1)
        #expect(GramSums.elementCount(192) == 192 * 192)
        #expect(GramSums.elementCount(2304) == 192 * 192 * 78)
    }
}
