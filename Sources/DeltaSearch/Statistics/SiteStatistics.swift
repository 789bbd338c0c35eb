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
    /// `Σ p pᵀ`, K × K, in the upper triangle, patches in the order (i, j, c) in which NHWC memory gives them.
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
        let result = FloatBuffer(count: momentSize(channels) * momentSize(channels))
        result.withUnsafeMutableBufferPointer { values in
            permuteSums(channels) { position, value in values[position] = value }
        }
        return result
    }

    /// `A = E[p pᵀ]`, K × K.
    func patchMoment() -> FloatBuffer { patchMoment(channels: 0..<site.input.channels) }

    /// A in double precision: scaled before it is widened, so that both are the same numbers.
    private func wideMoment() -> Matrix {
        let size = patchSize
        let storage = [Double](unsafeUninitializedCapacity: size * size) { values, count in
            permuteSums(0..<site.input.channels) { position, value in
                (values.baseAddress! + position).initialize(to: Double(value))
            }
            count = size * size
        }
        return Matrix(rows: size, cols: size, storage: storage)
    }

    private func momentSize(_ channels: Range<Int>) -> Int { channels.count * site.convolution.kernel.area }

    /// Hands over the elements of A over some channels, row by row in PyTorch's order: position and value.
    ///
    /// Element (c, t) of that order stands at t · Cin + c of memory's. The sums' lower triangle is filled in first, so
    /// that a row is read from kh · kw places in a row of the sums.
    @inline(__always)
    private func permuteSums(_ channels: Range<Int>, _ body: (Int, Float) -> Void) {
        mirrorSums()
        let (taps, depth, width) = (site.convolution.kernel.area, site.input.channels, patchSize)
        let scale = 1 / Float(max(1, patches))
        patchSums.withUnsafeBufferPointer { sums in
            var position = 0
            for channel in channels {
                for tap in 0..<taps {
                    let row = (tap * depth + channel) * width
                    for other in channels {
                        for otherTap in 0..<taps {
                            body(position, sums[row + otherTap * depth + other] * scale)
                            position += 1
                        }
                    }
                }
            }
        }
    }

    /// Copies the sums' upper triangle below the diagonal, where nothing else is kept.
    private func mirrorSums() {
        let size = patchSize
        let tile = 64
        patchSums.withUnsafeMutableBufferPointer { sums in
            for top in stride(from: 0, to: size, by: tile) {
                for left in stride(from: top, to: size, by: tile) {
                    for i in top..<min(top + tile, size) {
                        for j in max(left, i + 1)..<max(left, i + 1, min(left + tile, size)) {
                            sums[j * size + i] = sums[i * size + j]
                        }
                    }
                }
            }
        }
    }

    /// What the closed-form students are computed from, in double precision and PyTorch's order of a patch.
    ///
    /// - Parameter kernel: the teacher's, Cout × Cin/groups × kh × kw.
    func moments(kernel: [Float]) -> SiteMoments {
        let kernelSize = site.convolution.kernel
        let geometry = KernelGeometry(
            inputChannels: site.input.channels, outputChannels: site.output.channels, height: kernelSize.height,
            width: kernelSize.width)
        let fisher = fisherSums.withUnsafeBufferPointer {
            Matrix(upperTriangle: Array($0), size: site.output.channels, scale: 1 / Double(max(1, gradients)))
        }
        return SiteMoments(
            geometry: geometry, kernel: Matrix(rows: site.output.channels, cols: patchSize, values: dense(kernel)),
            patchMoment: wideMoment(), outputFisher: fisher, positions: Double(site.output.positions),
            patches: max(1, patches))
    }

    /// A grouped kernel with zeros where an output does not see an input.
    func dense(_ kernel: [Float]) -> [Float] {
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
