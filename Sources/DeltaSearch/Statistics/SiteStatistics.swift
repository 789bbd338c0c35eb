import Compute
import Networks
public import StudentSpace

/// Second moments at one site, summed over frames: of the delta patches that go in, and of the gradients that come
/// back.
///
/// Sums are in single precision. A tile of at most 512 patches is summed by BLAS, the tiles' sums one after the other:
/// over N patches the relative error of a diagonal element is about `2⁻²⁴ √(N/512)`, 10⁻⁶ for 100,000 patches, far
/// below the sampling error of `√(2/N)`.
///
/// Of a grouped convolution every group is a convolution by itself: what its channels have in common with another
/// group's is not gathered. A depthwise one of C channels has C sums of kh · kw instead of one of C · kh · kw.
public final class SiteStatistics: @unchecked Sendable {
    public let site: Site
    /// `Σ p pᵀ`, K × K, a group; patches in the order (i, j, c) in which NHWC memory gives them.
    let patchSums: [GramSums]
    /// Patches in the sum.
    public internal(set) var patches = 0
    /// `Σ g gᵀ`, Cout × Cout.
    let fisherSums: GramSums
    /// Positions in the sum.
    public internal(set) var gradients = 0

    convenience init(_ site: Site) {
        self.init(
            site, patchSums: (0..<site.convolution.groups).map { _ in GramSums(size: Self.patchSize(site)) })
    }

    /// With sums that are known already, one a group.
    init(_ site: Site, patchSums: [GramSums]) {
        precondition(patchSums.count == site.convolution.groups, "\(patchSums.count) groups' sums at \(site.name)")
        precondition(
            patchSums.allSatisfy { $0.size == Self.patchSize(site) }, "sums of another size at \(site.name)")
        self.site = site
        self.patchSums = patchSums
        fisherSums = GramSums(size: site.output.channels)
    }

    /// K = Cin/groups · kh · kw.
    public var patchSize: Int { Self.patchSize(site) }

    private static func patchSize(_ site: Site) -> Int {
        site.input.channels / site.convolution.groups * site.convolution.kernel.area
    }

    /// A group's `A = E[p pᵀ]`, K × K, in PyTorch's order (c, i, j), in double precision; scaled before it is widened.
    func patchMoment(group: Int = 0) -> Matrix {
        let (taps, depth) = (site.convolution.kernel.area, site.input.channels / site.convolution.groups)
        // Element (t, c) of memory's order stands at c · taps + t of PyTorch's.
        let places = (0..<patchSize).map { $0 % depth * taps + $0 / depth }
        let scale = 1 / Float(max(1, patches))
        return patchSums[group].matrix(places: places) { Double($0 * scale) }
    }

    /// What the closed-form students are computed from, a group each, in double precision and PyTorch's order of a patch.
    ///
    /// - Parameter kernel: the teacher's, Cout × Cin/groups × kh × kw.
    func moments(kernel: [Float]) -> [SiteMoments] { mapMoments(kernel: kernel) { $0 } }

    /// What `body` makes of every group's moments, which nobody else holds: at K = 18,432 they are 2.7 GB.
    func mapMoments<Result, Failure>(
        kernel: [Float], _ body: (consuming SiteMoments) throws(Failure) -> Result
    ) throws(Failure) -> [Result] {
        let (groups, kernelSize) = (site.convolution.groups, site.convolution.kernel)
        let geometry = KernelGeometry(
            inputChannels: site.input.channels / groups, outputChannels: site.output.channels / groups,
            height: kernelSize.height, width: kernelSize.width)
        let gradientScale = 1 / Double(max(1, gradients))
        let fisher = fisherSums.matrix { Double($0) * gradientScale }
        var results: [Result] = []
        for group in 0..<groups {
            let outputs = Array(group * geometry.outputChannels..<(group + 1) * geometry.outputChannels)
            results.append(
                try body(
                    SiteMoments(
                        geometry: geometry, kernel: Self.kernel(kernel, group: group, geometry),
                        patchMoment: patchMoment(group: group),
                        outputFisher: groups == 1 ? fisher : fisher.submatrix(rows: outputs, cols: outputs),
                        positions: Double(site.output.positions), patches: max(1, patches))))
        }
        return results
    }

    /// A group's rows of a kernel of Cout × Cin/groups × kh × kw.
    static func kernel(_ kernel: [Float], group: Int, _ geometry: KernelGeometry) -> Matrix {
        let count = geometry.outputChannels * geometry.patchSize
        return Matrix(
            rows: geometry.outputChannels, cols: geometry.patchSize,
            values: Array(kernel[group * count..<(group + 1) * count]))
    }
}
