import Compute

extension SiteFitter {
    /// Depthwise: one kh × kw filter a channel. The optimum couples the channels through Ĝ's off-diagonal elements; it
    /// is the solution of the normal equations of ``ChannelFilters`` with B the identity.
    func fitDepthwise() throws(LinearAlgebraError) -> ClosedFormStudent {
        let filters = try ChannelFilters(metric)
        let identity = Matrix.identity(geometry.inputChannels)
        let weight = filters.minimise(
            outputMap: identity, start: Array(repeating: 0, count: geometry.patchSize), steps: 500, tolerance: 1e-8)
        return ClosedFormStudent(
            kind: .depthwise,
            factors: .depthwise(filterMatrix(weight), geometry: geometry),
            damage: filterDamage(filters, weight, outputMap: identity))
    }

    /// Filters as rows: Cin × (kh · kw).
    func filterMatrix(_ filters: [Double]) -> Matrix {
        Matrix(rows: geometry.inputChannels, cols: geometry.taps, storage: filters)
    }

    /// The damage of `V[o, (c, t)] = B[o, c] d[c, t]`.
    func filterDamage(_ filters: ChannelFilters, _ weight: [Double], outputMap: Matrix) -> Double {
        let moments = featureMoments(filters, weight)
        return metric.damage(map: outputMap, cross: moments.cross, gram: moments.gram)
    }

    /// The moments of the filtered channels: `W Â Dᵀ` (Cout × Cin) and `D Â Dᵀ` (Cin × Cin).
    func featureMoments(_ filters: ChannelFilters, _ weight: [Double]) -> (cross: Matrix, gram: Matrix) {
        let cross = filters.contract(metric.crossMoment, weight)
        let half = filters.contract(metric.patchMoment, weight)
        let gram = filters.contract(half.transposed, weight)
        return (cross, 0.5 * (gram + gram.transposed))
    }
}
