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
/// A grouped convolution counts as the dense one of a block-diagonal kernel.
public final class SiteStatistics: @unchecked Sendable {
    public let site: Site
    /// `Σ p pᵀ`, K × K, patches in the order (i, j, c) in which NHWC memory gives them.
    let patchSums: GramSums
    /// Patches in the sum.
    public internal(set) var patches = 0
    /// `Σ g gᵀ`, Cout × Cout.
    let fisherSums: GramSums
    /// Positions in the sum.
    public internal(set) var gradients = 0

    convenience init(_ site: Site) { self.init(site, patchSums: GramSums(size: Self.patchSize(site))) }

    /// With sums that are known already.
    init(_ site: Site, patchSums: GramSums) {
        precondition(patchSums.size == Self.patchSize(site), "sums of \(patchSums.size) at \(site.name)")
        self.site = site
        self.patchSums = patchSums
        fisherSums = GramSums(size: site.output.channels)
    }

    /// K = Cin · kh · kw.
    public var patchSize: Int { patchSums.size }

    private static func patchSize(_ site: Site) -> Int { site.input.channels * site.convolution.kernel.area }

    /// `A = E[p pᵀ]`, K × K, in PyTorch's order (c, i, j), in double precision; scaled before it is widened.
    func patchMoment() -> Matrix {
        let (taps, depth) = (site.convolution.kernel.area, site.input.channels)
        // Element (t, c) of memory's order stands at c · taps + t of PyTorch's.
        let places = (0..<patchSize).map { $0 % depth * taps + $0 / depth }
        let scale = 1 / Float(max(1, patches))
        return patchSums.matrix(places: places) { Double($0 * scale) }
    }

    /// What the closed-form students are computed from, in double precision and PyTorch's order of a patch.
    ///
    /// - Parameter kernel: the teacher's, Cout × Cin/groups × kh × kw.
    func moments(kernel: [Float]) -> SiteMoments {
        let kernelSize = site.convolution.kernel
        let geometry = KernelGeometry(
            inputChannels: site.input.channels, outputChannels: site.output.channels, height: kernelSize.height,
            width: kernelSize.width)
        let gradientScale = 1 / Double(max(1, gradients))
        return SiteMoments(
            geometry: geometry, kernel: Matrix(rows: site.output.channels, cols: patchSize, values: dense(kernel)),
            patchMoment: patchMoment(), outputFisher: fisherSums.matrix { Double($0) * gradientScale },
            positions: Double(site.output.positions),
            patches: max(1, patches))
    }

    /// A grouped kernel with zeros where an output does not see an input.
    private func dense(_ kernel: [Float]) -> [Float] {
        let groups = site.convolution.groups
        guard groups > 1 else { return kernel }
        let columns = patchSize / groups
        let rows = site.output.channels / groups
        var result = [Float](repeating: 0, count: site.output.channels * patchSize)
        for o in 0..<site.output.channels {
            let start = o * patchSize + o / rows * columns
            result.replaceSubrange(start..<start + columns, with: kernel[o * columns..<(o + 1) * columns])
        }
        return result
    }
}
