import Compute
import Networks
import RandomStreams
import StudentSpace
import Testing

@testable import DeltaSearch

@Suite struct KernelDistillationTests {
    static let convolutions = [
        Convolution(outputChannels: 4, kernel: Size(3)),
        Convolution(outputChannels: 5, kernel: Size(1), stride: Size(2)),
        Convolution(outputChannels: 4, kernel: Size(3), groups: 2),
        Convolution(outputChannels: 4, kernel: Size(3), groups: 4),
    ]

    struct Example {
        let statistics: SiteStatistics
        let teacher: FloatBuffer
        let student: FloatBuffer
        let distillation: KernelDistillation

        init(_ convolution: Convolution, isStatic: Bool = false) throws {
            let site = try DeltaPatchesTests.site(convolution)
            var stream = RandomStream(seed: 1, stream: "distillation")
            statistics = SiteStatistics(site)
            let key = DeltaPatchesTests.tensor(site, &stream)
            let now = isStatic ? key : DeltaPatchesTests.tensor(site, &stream)
            DeltaPatches(site: site, limit: .max).accumulate(key: key, now: now, frame: 1, into: statistics)
            let count = KernelShape(site).count
            teacher = FloatBuffer(count: count)
            teacher.assign(randomFloats(count, &stream))
            student = FloatBuffer(count: count)
            student.assign(randomFloats(count, &stream))
            distillation = KernelDistillation(statistics, teacher: teacher)
        }

        /// `tr((W−V) A (W−V)ᵀ) / tr(W A Wᵀ)` in double precision, summed over groups.
        func reference(_ student: [Double]) -> Double {
            let moments = statistics.moments(kernel: teacher.floats)
            let students = statistics.moments(kernel: student.map { Float($0) })
            func energy(_ kernel: (SiteMoments, SiteMoments) -> Matrix) -> Double {
                zip(moments, students).reduce(0) {
                    let x = kernel($1.0, $1.1)
                    return $0 + x.times($1.0.patchMoment).dot(x)
                }
            }
            return energy { $0.kernel - $1.kernel } / energy { teacher, _ in teacher.kernel }
        }
    }

    @Test(arguments: convolutions)
    func theValueIsTheRelativeError(convolution: Convolution) throws {
        let example = try Example(convolution)
        let expected = example.reference(example.student.doubles)
        // The guard adds 1e-6 ‖W‖² to a denominator of about 2 ‖W‖².
        #expect(abs(example.distillation.value(kernel: example.student) / expected - 1) < 1e-5)
        #expect(example.distillation.value(kernel: example.teacher) == 0)
        let zero = FloatBuffer(count: example.teacher.count)
        #expect(abs(example.distillation.value(kernel: zero) - 1) < 1e-5)
    }

    /// q is quadratic: a central difference is its derivative, whatever the step.
    @Test(arguments: convolutions)
    func theGradientMatchesFiniteDifferences(convolution: Convolution) throws {
        let example = try Example(convolution)
        let d = FloatBuffer(count: example.student.count)
        d.assign(Array(repeating: 1, count: d.count))
        // In shares of the output channels.
        let outputs = convolution.outputChannels
        for share in [0..<outputs / 3, outputs / 3..<outputs - 1, outputs - 1..<outputs] {
            example.distillation.addGradient(kernel: example.student, weight: 3, outputs: share, to: d)
        }
        let expected = example.student.doubles.indices.map { index in
            var (up, down) = (example.student.doubles, example.student.doubles)
            up[index] = Double(Float(up[index] + 0.5))
            down[index] = Double(Float(down[index] - 0.5))
            return 1 + 3 * (example.reference(up) - example.reference(down)) / (up[index] - down[index])
        }
        #expect(relativeDistance(d.doubles, expected) < 2e-5)
    }

    @Test func aStaticClipLeavesNothingToDistil() throws {
        let example = try Example(Self.convolutions[0], isStatic: true)
        #expect(example.distillation.value(kernel: example.student) == 0)
        let d = FloatBuffer(count: example.student.count)
        example.distillation.addGradient(
            kernel: example.student, weight: 1, outputs: 0..<Self.convolutions[0].outputChannels, to: d)
        #expect(d.floats.allSatisfy { $0 == 0 })
    }

    /// All ranks of a factorisation from one product: what their dense kernels give one by one.
    @Test func ranksTogetherAreRanksApart() throws {
        let teacher = try TinyTeacher.make()
        let collector = try StatisticsCollectorTests.collect(teacher)
        let bank = RandomBank.make(teacher)
        for (site, statistics) in zip(bank.sites, collector.statistics) {
            let weight = teacher.parameters.value(site.site.name + ".weight").values
            let buffer = FloatBuffer(count: weight.count)
            buffer.assign(weight)
            let distillation = KernelDistillation(statistics, teacher: buffer)
            for case let form as NestedLowRankForm in site.forms {
                for (choice, value) in distillation.values(form).enumerated() {
                    let kernel = FloatBuffer(count: buffer.count)
                    form.embed(choice, into: kernel.pointer)
                    let expected = distillation.value(kernel: kernel)
                    #expect(
                        abs(value - expected) < 1e-5 * (1 + expected), "\(site.site.name) rank \(form.ranks[choice])")
                }
            }
        }
    }
}
