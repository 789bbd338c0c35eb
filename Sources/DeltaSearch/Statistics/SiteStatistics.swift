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
    /// `Σ p pᵀ`, K × K, upper triangle, patches in the order (i, j, c) in which NHWC memory gives them.
    let patchSums: FloatBuffer
    /// Patches in the sum.
    public internal(set) var patches = 0
    /// `Σ g gᵀ`, Cout × Cout, upper triangle.
    let fisherSums: FloatBuffer
    /// Positions in the sum.
    public internal(set) var gradients = 0

    init(_ site: Site) {
        self.site = site
        let size = site.input.channels * site.convolution.kernel.area
        patchSums = FloatBuffer(count: size * size)
        fisherSums = FloatBuffer(count: site.output.channels * site.output.channels)
    }

    /// K = Cin · kh · kw.
    public var patchSize: Int { site.input.channels * site.convolution.kernel.area }

    /// `A = E[p pᵀ]` over some of the input's channels, both triangles, in PyTorch's order (c, i, j).
    func patchMoment(channels: Range<Int>) -> FloatBuffer {
        let taps = site.convolution.kernel.area
        let size = channels.count * taps
        let width = patchSize
        // (c, t) of PyTorch's order stands at t · Cin + c of memory's.
        let place = (0..<size).map { ($0 % taps) * site.input.channels + channels.lowerBound + $0 / taps }
        let scale = 1 / Float(max(1, patches))
        let result = FloatBuffer(count: size * size)
        patchSums.withUnsafeBufferPointer { sums in
            result.withUnsafeMutableBufferPointer { values in
                for row in 0..<size {
                    for column in row..<size {
                        let a = min(place[row], place[column])
                        let b = max(place[row], place[column])
                        let value = sums[a * width + b] * scale
                        values[row * size + column] = value
                        values[column * size + row] = value
                    }
                }
            }
        }
        return result
    }

    /// `A = E[p pᵀ]`, K × K.
    func patchMoment() -> FloatBuffer { patchMoment(channels: 0..<site.input.channels) }

    /// What the closed-form students are computed from, in double precision and PyTorch's order of a patch.
    ///
    /// - Parameter kernel: the teacher's, Cout × Cin/groups × kh × kw.
    func moments(kernel: [Float]) -> SiteMoments {
        let kernelSize = site.convolution.kernel
        let geometry = KernelGeometry(
            inputChannels: site.input.channels, outputChannels: site.output.channels, height: kernelSize.height,
            width: kernelSize.width)
        let size = patchSize
        let fisher = fisherSums.withUnsafeBufferPointer {
            Matrix(upperTriangle: Array($0), size: site.output.channels, scale: 1 / Double(max(1, gradients)))
        }
        return SiteMoments(
            geometry: geometry, kernel: Matrix(rows: site.output.channels, cols: size, values: dense(kernel)),
            patchMoment: Matrix(
                rows: size, cols: size, storage: patchMoment().withUnsafeBufferPointer { $0.map(Double.init) }),
            outputFisher: fisher, positions: Double(site.output.positions), patches: max(1, patches))
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
