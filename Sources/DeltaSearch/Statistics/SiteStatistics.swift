import Compute
import Networks
public import StudentSpace

/// Second moments at one site, summed over frames: of the delta patches that go in, and of the gradients that come
/// back.
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
        let size = site.input.channels / site.convolution.groups * site.convolution.kernel.area
        patchSums = FloatBuffer(count: size * size)
        fisherSums = FloatBuffer(count: site.output.channels * site.output.channels)
    }

    /// K = Cin · kh · kw.
    public var patchSize: Int { site.input.channels * site.convolution.kernel.area }

    /// `A = E[p pᵀ]`, K × K, both triangles, in PyTorch's order of a patch.
    func patchMoment() -> FloatBuffer {
        let channels = site.input.channels
        let taps = site.convolution.kernel.area
        let size = patchSize
        // (c, t) of PyTorch's order stands at t · Cin + c of memory's.
        let place = (0..<size).map { ($0 % taps) * channels + $0 / taps }
        let scale = 1 / Float(max(1, patches))
        let result = FloatBuffer(count: size * size)
        patchSums.withUnsafeBufferPointer { sums in
            result.withUnsafeMutableBufferPointer { values in
                for row in 0..<size {
                    for column in row..<size {
                        let a = min(place[row], place[column])
                        let b = max(place[row], place[column])
                        let value = sums[a * size + b] * scale
                        values[row * size + column] = value
                        values[column * size + row] = value
                    }
                }
            }
        }
        return result
    }

    /// What the closed-form students are computed from, in double precision and PyTorch's order of a patch.
    func moments(kernel: [Float]) -> SiteMoments {
        let kernelSize = site.convolution.kernel
        let geometry = KernelGeometry(
            inputChannels: site.input.channels, outputChannels: site.output.channels, height: kernelSize.height,
            width: kernelSize.width)
        let size = patchSize
        let moment = patchMoment()
        let values = moment.withUnsafeBufferPointer { $0.map(Double.init) }
        let fisher = fisherSums.withUnsafeBufferPointer {
            Matrix(upperTriangle: Array($0), size: site.output.channels, scale: 1 / Double(max(1, gradients)))
        }
        return SiteMoments(
            geometry: geometry,
            kernel: Matrix(rows: site.output.channels, cols: size, values: kernel),
            patchMoment: Matrix(rows: size, cols: size, storage: values), outputFisher: fisher,
            positions: Double(site.output.positions), patches: max(1, patches))
    }
}
