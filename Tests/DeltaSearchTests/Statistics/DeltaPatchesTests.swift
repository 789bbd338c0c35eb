import Compute
import NetworkReference
import Networks
import RandomStreams
import StudentSpace
import Testing

@testable import DeltaSearch

@Suite struct DeltaPatchesTests {
    static let convolutions: [Convolution] = [
        Convolution(outputChannels: 4, kernel: Size(3)),
        Convolution(outputChannels: 4, kernel: Size(3), stride: Size(2)),
        Convolution(outputChannels: 5, kernel: Size(1)),
        Convolution(outputChannels: 5, kernel: Size(1), stride: Size(2)),
        Convolution(outputChannels: 3, kernel: Size(height: 1, width: 3), stride: Size(height: 2, width: 1)),
        Convolution(outputChannels: 3, kernel: Size(5), padding: Padding(top: 1, left: 0, bottom: 2, right: 3)),
        Convolution(
            outputChannels: 3, kernel: Size(3), padding: Padding(vertical: 2, horizontal: 2), dilation: Size(2)),
        Convolution(outputChannels: 4, kernel: Size(3), groups: 2),
        Convolution(outputChannels: 4, kernel: Size(3), stride: Size(2), groups: 4),
    ]

    static func site(_ convolution: Convolution, height: Int = 7, width: Int = 9) throws -> Site {
        try Site(
            name: "site", convolution: convolution, input: FeatureShape(height: height, width: width, channels: 4))
    }

    static func tensor(_ site: Site, _ stream: inout RandomStream) -> TensorBuffer {
        let tensor = TensorBuffer(site.input)
        tensor.assign(randomFloats(tensor.count, &stream))
        return tensor
    }

    /// The diagonal blocks of a moment over all channels, a group each.
    static func groupBlocks(_ site: Site, _ moment: [Double]) -> [Matrix] {
        let (groups, size) = (site.convolution.groups, site.input.channels * site.convolution.kernel.area)
        let whole = Matrix(rows: size, cols: size, storage: moment)
        return (0..<groups).map { group in
            let part = Array(group * size / groups..<(group + 1) * size / groups)
            return whole.submatrix(rows: part, cols: part)
        }
    }

    /// `Σ p pᵀ` over some positions, by definition, in PyTorch's order (c, i, j).
    static func momentSums(_ site: Site, _ delta: [Double], _ positions: [Int]) -> [Double] {
        let (convolution, channels) = (site.convolution, site.input.channels)
        let size = channels * convolution.kernel.area
        var sums = [Double](repeating: 0, count: size * size)
        for position in positions {
            var patch: [Double] = []
            for c in 0..<channels {
                for i in 0..<convolution.kernel.height {
                    for j in 0..<convolution.kernel.width {
                        let y =
                            position / site.output.width * convolution.stride.height
                            + i * convolution.dilation.height - convolution.padding.top
                        let x =
                            position % site.output.width * convolution.stride.width
                            + j * convolution.dilation.width - convolution.padding.left
                        let isInside = (0..<site.input.height).contains(y) && (0..<site.input.width).contains(x)
                        patch.append(isInside ? delta[(y * site.input.width + x) * channels + c] : 0)
                    }
                }
            }
            for a in 0..<size { for b in 0..<size { sums[a * size + b] += patch[a] * patch[b] } }
        }
        return sums
    }

    @Test(arguments: convolutions)
    func theMomentIsThatOfThePatches(convolution: Convolution) throws {
        let site = try Self.site(convolution)
        var stream = RandomStream(seed: 1, stream: "patches")
        let statistics = SiteStatistics(site)
        let patches = DeltaPatches(site: site, limit: .max)
        let size = site.input.channels * convolution.kernel.area
        var expected = [Double](repeating: 0, count: size * size)
        for frame in 1...3 {
            let (key, now) = (Self.tensor(site, &stream), Self.tensor(site, &stream))
            patches.accumulate(key: key, now: now, frame: frame, into: statistics)
            let delta = zip(now.values, key.values).map { Double($0 - $1) }
            let sums = Self.momentSums(site, delta, Array(0..<site.output.positions))
            for i in expected.indices { expected[i] += sums[i] }
        }
        #expect(statistics.patches == 3 * site.output.positions)
        let moment = expected.map { $0 / Double(statistics.patches) }
        for (group, block) in Self.groupBlocks(site, moment).enumerated() {
            #expect(relativeDistance(statistics.patchMoment(group: group).storage, block.storage) < 1e-6)
        }
    }

    /// `W A Wᵀ` is the second moment of the convolution's output deltas: what the closed-form fits rest on.
    @Test(arguments: convolutions)
    func kernelTimesMomentIsTheOutputsMoment(convolution: Convolution) throws {
        let site = try Self.site(convolution)
        var stream = RandomStream(seed: 2, stream: "outputs")
        let network = Network(
            name: "one", inputs: [.init("x", site.input)], nodes: [Node("site", .convolution(convolution), ["x"])],
            outputs: ["site"])
        let parameters = try network.randomParameters(from: &stream)
        let (key, now) = (Self.tensor(site, &stream), Self.tensor(site, &stream))
        let statistics = SiteStatistics(site)
        DeltaPatches(site: site, limit: .max).accumulate(key: key, now: now, frame: 1, into: statistics)

        let delta = ReferenceTensor(site.input, values: zip(now.values, key.values).map { Double($0 - $1) })
        let output = try ReferenceInterpreter(network, parameters: parameters).run(["x": delta])["site"]!
        let rows = Matrix(rows: site.output.positions, cols: site.output.channels, storage: output.values)
        let expected = (1 / Double(site.output.positions)) * rows.columnGram

        let moments = statistics.moments(kernel: parameters.value("site.weight").values)
        #expect(moments.count == convolution.groups)
        for (group, moments) in moments.enumerated() {
            let rows = site.output.channels / convolution.groups
            let outputs = Array(group * rows..<(group + 1) * rows)
            let computed = moments.kernel.times(moments.patchMoment).timesTransposed(moments.kernel)
            let own = expected.submatrix(rows: outputs, cols: outputs)
            #expect(relativeDistance(computed.storage, own.storage) < 1e-5)
            #expect(moments.positions == Double(site.output.positions))
        }
    }

    @Test func aLimitTakesAboutThatManyPositions() throws {
        let site = try Self.site(Convolution(outputChannels: 2, kernel: Size(1)), height: 80, width: 100)
        let patches = DeltaPatches(site: site, limit: 1000)
        let picked = (1...20).map(patches.selectedPositions)
        for positions in picked {
            // Binomial: five deviations of √(1000 · 0.875).
            #expect(abs(positions.count - 1000) < 150)
            #expect(zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 })
        }
        #expect(abs(picked.reduce(0) { $0 + $1.count } - 20_000) < 700)
        // Other positions in other frames: each of the 8000 has a chance of 1 − (7/8)²⁰ = 0.93.
        #expect(abs(Set(picked.joined()).count - 7446) < 200)
        #expect(picked[0] == DeltaPatches(site: site, limit: 1000).selectedPositions(1))
        #expect(DeltaPatches(site: site, limit: 8000).selectedPositions(1) == Array(0..<8000))
    }

    @Test func onlyThePickedPositionsEnterTheSum() throws {
        let site = try Self.site(Self.convolutions[1], height: 30, width: 40)
        var stream = RandomStream(seed: 4, stream: "picked")
        let patches = DeltaPatches(site: site, limit: 60)
        let (key, now) = (Self.tensor(site, &stream), Self.tensor(site, &stream))
        let statistics = SiteStatistics(site)
        patches.accumulate(key: key, now: now, frame: 7, into: statistics)
        let positions = patches.selectedPositions(7)
        #expect(statistics.patches == positions.count && positions.count < site.output.positions)
        let delta = zip(now.values, key.values).map { Double($0 - $1) }
        let expected = Self.momentSums(site, delta, positions).map { $0 / Double(positions.count) }
        #expect(relativeDistance(statistics.patchMoment().storage, expected) < 1e-6)
    }

    /// 150,000 patches summed in single precision: the documented 2⁻²⁴ √(N/512) = 1.0e-6, times five.
    @Test func singlePrecisionSumsKeepSixDigits() throws {
        let site = try Self.site(Convolution(outputChannels: 2, kernel: Size(1)), height: 60, width: 50)
        var stream = RandomStream(seed: 5, stream: "precision")
        let statistics = SiteStatistics(site)
        let patches = DeltaPatches(site: site, limit: .max)
        let zero = TensorBuffer(site.input)
        var expected = [Double](repeating: 0, count: 16)
        for frame in 1...50 {
            let now = Self.tensor(site, &stream)
            // A mean apart from zero, as features behind a ReLU have it: all products have one sign.
            now.assign(now.values.map { abs($0) })
            patches.accumulate(key: zero, now: now, frame: frame, into: statistics)
            let sums = Self.momentSums(site, now.values.map(Double.init), Array(0..<3000))
            for i in 0..<16 { expected[i] += sums[i] }
        }
        let moment = statistics.patchMoment().storage
        for i in 0..<16 { #expect(abs(moment[i] * 150_000 / expected[i] - 1) < 5e-6) }
    }
}
