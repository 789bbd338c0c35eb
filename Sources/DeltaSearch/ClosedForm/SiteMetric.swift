public import Compute

/// The metric in which all students of a site are fitted and compared.
///
/// The expected damage of replacing the kernel W by V is, to second order,
///
///     damage(V) = positions · s · tr(Ĝ (W − V) Â (W − V)ᵀ)
///
/// with Ĝ and Â the moments G and A, regularised once and for all kinds (``FitSettings``), and s such that the damage
/// of V = 0 is that of the moments themselves, `positions · tr(G W A Wᵀ)`. Where A, G or their meeting in W is zero (a
/// static clip), every damage is zero; the fits then minimise with the identity in A's or G's place.
public struct SiteMetric: Sendable {
    public let geometry: KernelGeometry
    /// W, Cout × K.
    public let kernel: Matrix
    /// Ĝ, Cout × Cout, its square root H and H⁻¹.
    public let fisher: Matrix
    public let root: Matrix
    public let inverseRoot: Matrix
    /// Â, K × K.
    public let patchMoment: Matrix
    /// W Â, Cout × K.
    public let crossMoment: Matrix
    /// M = W Â Wᵀ, Cout × Cout: the second moment of the site's output deltas.
    public let outputMoment: Matrix
    /// positions · s.
    public let scale: Double
    /// Who shares the products of a large site; nil where the caller has its workers on other sites.
    let pool: WorkerPool?

    /// Takes A over where nobody else holds it: at K = 4608 it is 170 MB.
    ///
    /// - Parameter pool: shares the work on this one site, by pieces that do not depend on its workers.
    /// - Throws: ``LinearAlgebraError`` where a moment or the kernel is not finite.
    public init(
        _ moments: consuming SiteMoments, settings: FitSettings, pool: WorkerPool? = nil
    ) throws(LinearAlgebraError) {
        self.pool = pool
        try moments.kernel.requireFinite("the site's kernel")
        try moments.patchMoment.requireFinite("the site's patch moment")
        try moments.outputFisher.requireFinite("the site's Fisher factor")
        geometry = moments.geometry
        kernel = moments.kernel
        let roots = try SymmetricRoots(
            moments.outputFisher, relativeRegularisation: settings.fisherRegularisation)
        root = roots.root
        inverseRoot = roots.inverse
        fisher = root.rowGram

        let mean = moments.patchMoment.meanDiagonal
        let size = Double(geometry.patchSize)
        let shrinkage = max(settings.patchShrinkage * size / Double(moments.patches), 1e-6)
        var shrunk = Matrix(rows: 0, cols: 0)
        swap(&shrunk, &moments.patchMoment)
        if mean > 0 {
            for i in 0..<geometry.patchSize { shrunk[i, i] += shrinkage * mean }
        } else {
            shrunk = .identity(geometry.patchSize)
        }
        patchMoment = shrunk
        crossMoment = kernel.times(patchMoment, pool: pool)
        let product = crossMoment.timesTransposed(kernel)
        outputMoment = 0.5 * (product + product.transposed)

        // tr(G W A Wᵀ): what the shrinkage added to M is known.
        let added = mean > 0 ? shrinkage * mean * moments.outputFisher.dot(kernel.rowGram) : .infinity
        let plain = max(0, moments.outputFisher.dot(outputMoment) - added)
        let regularised = fisher.dot(outputMoment)
        scale = regularised > 0 ? moments.positions * plain / regularised : 0
    }

    /// The damage of a student with the dense kernel V (Cout × K), by the formula: `2 · Cout · K²` operations.
    public func damage(of student: Matrix) -> Double {
        let residual = kernel - student
        return damage(objective: fisher.dot(residual.times(patchMoment, pool: pool).timesTransposed(residual)))
    }

    /// The damage of a student `V = B Φ`, an output map over features of the patch, from the moments of the features.
    /// Equal to ``damage(of:)`` to rounding, without a product over patches.
    ///
    /// - Parameters:
    ///   - map: B, Cout × f.
    ///   - cross: R = W Â Φᵀ, Cout × f.
    ///   - gram: C = Φ Â Φᵀ, f × f.
    public func damage(map: Matrix, cross: Matrix, gram: Matrix) -> Double {
        damage(objective: objective(map: map, cross: cross, gram: gram))
    }

    /// positions · s times the objective; what rounding leaves below zero is no damage.
    func damage(objective: Double) -> Double { max(0, scale * objective) }

    /// `tr(Ĝ (M − B Rᵀ − R Bᵀ + B C Bᵀ))`, what the fits minimise: the damage but for its scale, which may be zero.
    func objective(map: Matrix, cross: Matrix, gram: Matrix) -> Double {
        let crossing = map.timesTransposed(cross)
        let square = map.times(gram).timesTransposed(map)
        return fisher.dot(outputMoment - crossing - crossing.transposed + square)
    }

    /// The B that minimises the damage of `V = B Φ`: `B = R C⁻¹`, whatever G (with R and C as above). C is
    /// regularised by as little of its mean diagonal as makes it invertible; zero features give a zero map.
    func outputMap(cross: Matrix, gram: Matrix) throws(LinearAlgebraError) -> Matrix {
        guard gram.meanDiagonal > 0 else { return Matrix(rows: cross.rows, cols: cross.cols) }
        for regularisation in [1e-12, 1e-9, 1e-6] {
            do {
                return try Cholesky(gram, relativeRegularisation: regularisation).solve(rowsOf: cross)
            } catch .notPositiveDefinite {
                continue
            }
        }
        return try Cholesky(gram, relativeRegularisation: 1e-3).solve(rowsOf: cross)
    }
}
