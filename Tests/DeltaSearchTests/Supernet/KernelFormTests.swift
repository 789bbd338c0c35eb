import Compute
import NetworkReference
import Networks
import RandomStreams
import StudentSpace
import Testing

@testable import DeltaSearch

/// Every kind of candidate at sites of every kind: its dense kernel, the network it becomes, its gradients.
@Suite struct KernelFormTests {
    struct Place: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var convolution: Convolution
        var channels: Int
    }

    static let places = [
        Place(testDescription: "3x3", convolution: .init(outputChannels: 6, kernel: Size(3)), channels: 6),
        Place(
            testDescription: "3x3 stride 2", convolution: .init(outputChannels: 6, kernel: Size(3), stride: Size(2)),
            channels: 6),
        Place(
            testDescription: "3x3 to more channels", convolution: .init(outputChannels: 9, kernel: Size(3)), channels: 4
        ),
        Place(testDescription: "1x1", convolution: .init(outputChannels: 8, kernel: Size(1)), channels: 8),
        Place(
            testDescription: "1x1 stride 2", convolution: .init(outputChannels: 8, kernel: Size(1), stride: Size(2)),
            channels: 7),
        Place(
            testDescription: "1x3", convolution: .init(outputChannels: 6, kernel: Size(height: 1, width: 3)),
            channels: 6),
        Place(
            testDescription: "5x3 stride 2x1",
            convolution: .init(
                outputChannels: 5, kernel: Size(height: 5, width: 3), stride: Size(height: 2, width: 1)), channels: 5),
        Place(
            testDescription: "3x3 dilated",
            convolution: .init(
                outputChannels: 6, kernel: Size(3), padding: Padding(vertical: 2, horizontal: 2), dilation: Size(2)),
            channels: 6),
        Place(
            testDescription: "3x3 in 2 groups", convolution: .init(outputChannels: 6, kernel: Size(3), groups: 2),
            channels: 4),
    ]

    static func site(_ place: Place) throws -> SupernetSite {
        let site = try Site(
            name: "site", source: "x", convolution: place.convolution,
            input: FeatureShape(height: 9, width: 8, channels: place.channels))
        return RandomBank.make([(site, TinyTeacher.candidates(site))]).sites[0]
    }

    /// Together the places have every kind of candidate, of stride 1 and 2.
    @Test func everyKindIsTested() throws {
        let sites = try Self.places.map(Self.site)
        for isStrided in [false, true] {
            let kinds = sites.filter { ($0.site.convolution.stride.height > 1) == isStrided }
                .flatMap { $0.candidates.map(\.kind) }
            #expect(Set(kinds) == Set(Candidate.Kind.allCases))
        }
    }

    /// The key property: the convolution with the dense kernel computes what the student's own nodes compute.
    @Test(arguments: places)
    func denseKernelAndStudentComputeTheSame(place: Place) throws {
        let supernet = try Self.site(place)
        var stream = RandomStream(seed: 3, stream: "input")
        let x = randomFloats(supernet.site.input.count, &stream)
        for (index, candidate) in supernet.candidates.enumerated() where candidate != .zero {
            var dense = Parameters()
            dense["site.weight"] = .init(shape: supernet.shape.axes, values: supernet.kernel(index).floats)
            let expected = try Self.output([Node("site", .convolution(place.convolution), ["x"])], dense, supernet, x)

            var own = Parameters()
            for (name, value) in supernet.students(index) { own[name] = value }
            let output = try Self.output(candidate.expansion(at: supernet.site), own, supernet, x)
            #expect(output.count == supernet.site.output.count)
            #expect(relativeDistance(output, expected) < 1e-5, "\(candidate)")
        }
    }

    private static func output(
        _ nodes: [Node], _ parameters: Parameters, _ supernet: SupernetSite, _ x: [Float]
    ) throws -> [Double] {
        let network = Network(
            name: "one", inputs: [.init("x", supernet.site.input)], nodes: nodes, outputs: ["site"])
        let plan = try Plan(network, parameters: ParameterStore(parameters))
        plan.tensor("x").assign(x)
        try plan.forward()
        return plan.tensor("site").values.map(Double.init)
    }

    @Test(arguments: places)
    func embeddingsFollowTheDefinition(place: Place) throws {
        let site = try Self.site(place)
        for (index, candidate) in site.candidates.enumerated() {
            let kernel = FloatBuffer(count: site.shape.count)
            // All of it is written, whatever was there.
            kernel.assign(Array(repeating: 5, count: kernel.count))
            site.embed(index, into: kernel)
            #expect(relativeDistance(kernel.doubles, site.referenceKernel(index)) < 1e-6, "\(candidate)")
            if candidate == .zero { #expect(kernel.floats.allSatisfy { $0 == 0 }) }
        }
    }

    @Test(arguments: places)
    func innerProductsAreThoseWithTheKernels(place: Place) throws {
        let site = try Self.site(place)
        var stream = RandomStream(seed: 4, stream: "d")
        let d = FloatBuffer(count: site.shape.count)
        d.assign(randomFloats(d.count, &stream))
        let inner = site.innerProducts(d)
        for (index, candidate) in site.candidates.enumerated() {
            let kernel = site.referenceKernel(index)
            let expected = zip(d.doubles, kernel).reduce(0) { $0 + $1.0 * $1.1 }
            let size = zip(d.doubles, kernel).reduce(0) { $0 + abs($1.0 * $1.1) }
            #expect(abs(inner[index] - expected) <= 1e-6 * size, "\(candidate)")
        }
    }

    /// `⟨D, E(θ)⟩` is linear in every single factor element: a difference of step 1 is its derivative, exactly.
    @Test(arguments: places)
    func gradientsMatchFiniteDifferences(place: Place) throws {
        let site = try Self.site(place)
        var stream = RandomStream(seed: 5, stream: "gradients")
        let d = FloatBuffer(count: site.shape.count)
        d.assign(randomFloats(d.count, &stream))
        func inner(_ kernel: [Double]) -> Double { zip(d.doubles, kernel).reduce(0) { $0 + $1.0 * $1.1 } }
        for (index, candidate) in site.candidates.enumerated() where candidate != .zero {
            for factor in site.factors(of: index) {
                factor.gradient.assign(Array(repeating: 9, count: factor.gradient.count))
            }
            site.differentiate(d, chosen: index)
            let students = site.students(index)
            #expect(students.count == site.factors(of: index).count)
            for (factor, student) in zip(site.factors(of: index), students) {
                let gradient = Self.cut(factor.gradient.doubles, candidate, student.value.shape, site)
                var expected: [Double] = []
                let base = inner(site.referenceKernel(index))
                for element in student.value.values.indices {
                    guard candidate != .teacher else {
                        expected.append(d.doubles[element])
                        continue
                    }
                    var values = student.value.values
                    values[element] += 1
                    let step = Double(values[element]) - Double(student.value.values[element])
                    expected.append((inner(site.referenceKernel(index, factors: [student.name: values])) - base) / step)
                }
                #expect(relativeDistance(gradient, expected) < 1e-5, "\(candidate) \(student.name)")
            }
        }
    }

    /// Of a low-rank factor, what the candidate's rank has; the rest must be zero.
    private static func cut(
        _ gradient: [Double], _ candidate: Candidate, _ shape: [Int], _ site: SupernetSite
    ) -> [Double] {
        guard case .lowRank(let rank) = candidate, gradient.count > shape.reduce(1, *) else { return gradient }
        // reduce: R × K, its first rows; expand: Cout × R, its first columns.
        let isReduce = shape[0] == rank && shape.dropFirst().reduce(1, *) == site.shape.columns
        let width = isReduce ? 0 : gradient.count / site.shape.outputs
        let kept = gradient.indices.filter { isReduce ? $0 < rank * site.shape.columns : $0 % width < rank }
        let rest = Set(gradient.indices).subtracting(kept)
        #expect(rest.allSatisfy { gradient[$0] == 0 })
        return kept.map { gradient[$0] }
    }

    /// Lower ranks are the higher one's leading components.
    @Test func ranksAreNested() throws {
        let site = try Self.site(Self.places[0])
        let ranks = site.candidates.enumerated().compactMap { index, candidate in
            if case .lowRank(let rank) = candidate { (index: index, rank: rank) } else { nil }
        }
        #expect(ranks.count > 2)
        let largest = ranks.max { $0.rank < $1.rank }!
        let full = site.students(largest.index).map(\.value)
        for (index, rank) in ranks {
            let cut = site.students(index).map(\.value)
            #expect(cut[0].values == Array(full[0].values[..<(rank * site.shape.columns)]))
            for o in 0..<site.shape.outputs {
                #expect(
                    cut[1].values[o * rank..<(o + 1) * rank]
                        == full[1].values[o * largest.rank..<o * largest.rank + rank])
            }
        }
    }
}
