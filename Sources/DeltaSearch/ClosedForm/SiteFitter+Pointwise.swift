import Compute

extension SiteFitter {
    /// Pointwise: a 1 × 1 kernel over the centre taps c, `V_c = W Â[:, c] Â[c, c]⁻¹`, whatever G.
    func fitPointwise() throws(LinearAlgebraError) -> ClosedFormStudent {
        let centres = (0..<geometry.inputChannels).map { $0 * geometry.taps + geometry.centreTap }
        let cross = metric.crossMoment.columns(centres)
        let gram = metric.patchMoment.submatrix(rows: centres, cols: centres)
        let weight = try metric.outputMap(cross: cross, gram: gram)
        return ClosedFormStudent(
            kind: .pointwise, factors: .pointwise(weight, geometry: geometry),
            damage: metric.damage(map: weight, cross: cross, gram: gram))
    }
}
