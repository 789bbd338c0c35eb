import Compute
import RandomStreams
import Testing

@Suite struct FactorisationTests {
    static let sizes = [0, 1, 2, 3, 17, 64, 130]

    /// A random symmetric positive semi-definite matrix of the given rank.
    static func semidefinite(_ size: Int, rank: Int, seed: UInt64 = 1) -> Matrix {
        var stream = RandomStream(seed: seed, stream: "semidefinite \(size) \(rank)")
        return Matrix.normal(size, rank, &stream).rowGram
    }

    @Test(arguments: sizes)
    func eigenvectorsDiagonalise(size: Int) throws {
        var stream = RandomStream(seed: 5, stream: "eigen")
        let square = Matrix.normal(size, size, &stream)
        let a = square + square.transposed
        let eigen = try SymmetricEigen(a)
        let tolerance = 1e-13 * Double(size * size + 1)
        #expect(eigen.values == eigen.values.sorted())
        #expect(eigen.vectors.columnGram.distance(.identity(size)) <= tolerance)
        #expect(a.times(eigen.vectors).distance(eigen.vectors.scalingColumns(by: eigen.values)) <= tolerance)
        #expect(abs(eigen.values.reduce(0, +) - a.trace) <= tolerance)
    }

    @Test func knownEigenvalues() throws {
        let eigen = try SymmetricEigen(Matrix(rows: 2, cols: 2, storage: [2, 1, 1, 2]))
        #expect(abs(eigen.values[0] - 1) < 1e-15 && abs(eigen.values[1] - 3) < 1e-15)
        let leading = eigen.leading(1)
        #expect(leading.rows == 2 && leading.cols == 1)
        #expect(abs(leading[0, 0] - leading[1, 0]) < 1e-15)
    }

    @Test(arguments: [(0, 3), (3, 0), (1, 1), (1, 9), (9, 1), (20, 35), (35, 20), (40, 40)], [1, 3, 100])
    func singularVectorsRebuildTheMatrix(shape: (Int, Int), rank: Int) throws {
        var stream = RandomStream(seed: 6, stream: "svd")
        let (m, n) = shape
        let k = min(m, n, rank)
        let a = Matrix.normal(m, k, &stream).times(Matrix.normal(k, n, &stream))
        let svd = try ThinSVD(a)
        let full = min(m, n)
        #expect(svd.values == svd.values.sorted(by: >))
        #expect(svd.u.rows == m && svd.u.cols == full && svd.vt.rows == full && svd.vt.cols == n)
        #expect(svd.u.scalingColumns(by: svd.values).times(svd.vt).distance(a) < 1e-11)
        #expect(svd.u.columnGram.distance(.identity(full)) < 1e-12)
        #expect(svd.vt.rowGram.distance(.identity(full)) < 1e-12)
        #expect(svd.values.dropFirst(k).allSatisfy { $0 < 1e-11 })
    }

    @Test(arguments: sizes)
    func choleskySolvesFromBothSides(size: Int) throws {
        var stream = RandomStream(seed: 7, stream: "cholesky")
        let a = Self.semidefinite(size, rank: 2 * size)
        let b = Matrix.normal(size, 4, &stream)
        let cholesky = try Cholesky(a)
        // The condition number of such a matrix is of order 1e3 here.
        #expect(a.times(cholesky.solve(columnsOf: b)).distance(b) < 1e-9)
        #expect(cholesky.solve(rowsOf: b.transposed).times(a).distance(b.transposed) < 1e-9)
        #expect(cholesky.lower.rowGram.distance(a) < 1e-12 * Double(size * size + 1))
    }

    @Test func choleskyRegularisesRelativeToTheMeanDiagonal() throws {
        let a = Self.semidefinite(20, rank: 3)
        let solution = try Cholesky(a, relativeRegularisation: 1e-2).solve(columnsOf: .identity(20))
        let regularised = a.addingToDiagonal(1e-2 * a.meanDiagonal)
        #expect(regularised.times(solution).distance(.identity(20)) < 1e-10)
    }

    @Test func anIllConditionedSystemIsSolvedBackwardStably() throws {
        // Hilbert's matrix, condition number 1e10 at this size: the residual stays at rounding, the solution need not.
        let size = 8
        var hilbert = Matrix(rows: size, cols: size)
        for i in 0..<size {
            for j in 0..<size { hilbert[i, j] = 1 / Double(i + j + 1) }
        }
        let b = Matrix(rows: size, cols: 1, repeating: 1)
        let x = try Cholesky(hilbert).solve(columnsOf: b)
        let scale = x.storage.map { abs($0) }.max() ?? 0
        #expect(hilbert.times(x).distance(b) < 1e-15 * 100 * scale)
    }

    @Test(arguments: [1, 2, 16, 60], [1, 4, 100])
    func rootsSquareToTheRegularisedMatrix(size: Int, rank: Int) throws {
        let a = Self.semidefinite(size, rank: min(rank, size))
        let roots = try SymmetricRoots(a, relativeRegularisation: 1e-3)
        let regularised = a.addingToDiagonal(1e-3 * a.meanDiagonal)
        #expect(roots.root.times(roots.root).distance(regularised) < 1e-12 * (1 + a.trace))
        #expect(roots.root.times(roots.inverse).distance(.identity(size)) < 1e-9)
        #expect(roots.root == roots.root.transposed)
    }

    @Test func rootsOfZeroAreTheIdentity() throws {
        let roots = try SymmetricRoots(Matrix(rows: 3, cols: 3), relativeRegularisation: 1e-3)
        #expect(roots.root == .identity(3))
        #expect(roots.inverse == .identity(3))
    }

    @Test func indefiniteMatricesAreRefused() {
        let indefinite = Matrix(diagonal: [1, 2, -1, 3])
        #expect(throws: LinearAlgebraError.notPositiveDefinite(minor: 3, size: 4)) { try Cholesky(indefinite) }
        #expect(throws: LinearAlgebraError.notPositiveDefinite(minor: 1, size: 2)) {
            try Cholesky(Matrix(rows: 2, cols: 2), relativeRegularisation: 1e-3)
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func nonFiniteElementsAreRefused(value: Double) {
        var a = Matrix.identity(3)
        a[1, 2] = value
        #expect(throws: LinearAlgebraError.notFinite(operation: "symmetric eigendecomposition", index: 5)) {
            try SymmetricEigen(a)
        }
        #expect(throws: LinearAlgebraError.notFinite(operation: "singular value decomposition", index: 5)) {
            try ThinSVD(a)
        }
        #expect(throws: LinearAlgebraError.notFinite(operation: "Cholesky factorisation", index: 5)) {
            try Cholesky(a)
        }
    }
}
