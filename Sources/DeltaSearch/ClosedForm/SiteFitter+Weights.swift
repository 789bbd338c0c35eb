import Compute

extension SiteFitter {
    /// A fitter that knows the kernel and nothing else: its students minimise `‖W − V‖²`, and their damage is that. The
    /// low-rank and separable ones are ``WeightSVD``'s, for which this is not needed.
    static func ofWeights(_ kernel: Matrix, geometry: KernelGeometry) throws(LinearAlgebraError) -> SiteFitter {
        try SiteFitter(
            SiteMoments(
                geometry: geometry, kernel: kernel, patchMoment: .identity(geometry.patchSize),
                outputFisher: .identity(geometry.outputChannels), positions: 1, patches: .max / 2),
            settings: FitSettings(fisherRegularisation: 0))
    }
}
