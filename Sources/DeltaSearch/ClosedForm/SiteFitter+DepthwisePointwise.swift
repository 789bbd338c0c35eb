import Compute

extension SiteFitter {
    /// Depthwise-pointwise: `V[o, (c, t)] = B[o, c] d[c, t]` by alternating least squares. Given d, B has a closed form
    /// (``SiteMetric/outputMap(cross:gram:)``); given B, a few steps of conjugate gradients lower the damage over d.
    func fitDepthwisePointwise() throws(LinearAlgebraError) -> ClosedFormStudent {
        try fitDepthwisePointwise { _ in }
    }

    /// - Parameter observe: is given the objective at the end of every round.
    func fitDepthwisePointwise(observe: (Double) -> Void) throws(LinearAlgebraError) -> ClosedFormStudent {
        let filters = try ChannelFilters(metric)
        var depthwise = try initialFilters()
        var pointwise = Matrix(rows: geometry.outputChannels, cols: geometry.inputChannels)
        var objective = Double.infinity
        for round in 0..<settings.rounds {
            if round > 0 {
                depthwise = filters.minimise(
                    outputMap: pointwise, start: depthwise, steps: 2 * settings.innerSteps)
            }
            let moments = featureMoments(filters, depthwise)
            pointwise = try metric.outputMap(cross: moments.cross, gram: moments.gram)
            let previous = objective
            objective = metric.objective(map: pointwise, cross: moments.cross, gram: moments.gram)
            observe(objective)
            if objective >= (1 - settings.tolerance) * previous { break }
        }
        // Component c is the outer product of B's column c with the filter d[c]: the channels are the rank.
        let factors = balancedComponents(pointwise, filterMatrix(depthwise))
        return ClosedFormStudent(
            kind: .depthwisePointwise,
            factors: .depthwisePointwise(factors.right, factors.left, geometry: geometry),
            damage: metric.damage(objective: objective))
    }

    /// Each channel's best filter on its own: with `L Lᵀ = Â[(c,·), (c,·)]`, the leading right singular vector v of
    /// `H W_c L` gives `d = L⁻ᵀ v`.
    private func initialFilters() throws(LinearAlgebraError) -> [Double] {
        let taps = geometry.taps
        let weighted = metric.root.times(metric.kernel)
        var filters: [Double] = []
        filters.reserveCapacity(geometry.patchSize)
        for channel in 0..<geometry.inputChannels {
            let cholesky = try Cholesky(
                ChannelFilters.block(metric.patchMoment, channel, taps), relativeRegularisation: 1e-12)
            let lower = cholesky.lower
            let columns = weighted.columns(channel * taps..<(channel + 1) * taps)
            let leading = try SymmetricEigen(columns.times(lower).columnGram).leading(1)
            // L⁻ᵀ v = (L Lᵀ)⁻¹ L v.
            filters += cholesky.solve(columnsOf: lower.times(leading)).storage
        }
        return filters
    }
}
