import Compute
import NetworkReference
import Networks
import RandomStreams
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct ReplaceOneDamagesTests {
    private static let windows = [FrameWindow(0..<3), FrameWindow(8..<10)]

    /// A tiny teacher with random candidates, and its own convolutions among them.
    private struct Example {
        let teacher: TeacherModel
        let bank: CandidateBank
        let source: MovingPattern

        init(_ teacher: TeacherModel) {
            self.teacher = teacher
            source = MovingPattern(size: FrameSize(height: teacher.input.height, width: teacher.input.width))
            bank = RandomBank.make(teacher)
            for site in bank.sites {
                guard let index = site.candidates.firstIndex(of: .teacher) else { continue }
                site.factors(of: index)[0].values.assign(teacher.parameters.value(site.site.name + ".weight").values)
            }
        }

        func measure(around base: [Int]? = nil, workers: Int = 2) throws -> [[Double]] {
            try ReplaceOneDamages(
                DamageFrames(teacher, bank: bank, windows: windows, of: source, pool: WorkerPool(count: workers))
            ).measure(around: base)
        }

        /// `2 · Σ KL`, mean over delta frames, in double precision.
        func damage(_ choices: [Int]) throws -> Double {
            var parameters = ReferenceParameters(teacher.parameters)
            for (site, choice) in zip(bank.sites, choices) {
                parameters[site.site.name + ".weight"] = site.referenceKernel(choice)
            }
            let interpreter = ReferenceInterpreter(teacher.networks.delta, parameters: parameters)
            var sum = 0.0
            var frames = 0
            for window in windows {
                let key = try teacher.reference(source.frame(at: window.keyFrame))
                for frame in window.deltaFrames {
                    let image = try source.frame(at: frame)
                    var inputs = [teacher.frame: image.normalized]
                    for name in teacher.networks.stateTensors { inputs[DeltaNetworks.stateInput(name)] = key[name]! }
                    let scores = try interpreter.run(inputs)[DeltaNetworks.scores]!
                    let p = Reference.probabilities(try teacher.reference(image)[teacher.scores]!)
                    sum += Reference.divergence(p, scores) * Double(scores.shape.positions)
                    frames += 1
                }
            }
            return 2 * sum / Double(frames)
        }

        var teachers: [Int] { bank.sites.map { $0.candidates.firstIndex(of: .teacher)! } }
    }

    /// Every candidate alone in the teacher's network: against an interpreter in double precision.
    @Test func damagesAreWhatOneReplacementDoes() throws {
        let example = Example(try TinyTeacher.make())
        let damages = try example.measure()
        var stream = RandomStream(seed: 1, stream: "candidates")
        for (site, candidates) in damages.enumerated() {
            #expect(abs(candidates[example.teachers[site]]) < 1e-3)
            for _ in 0..<3 {
                var choices = example.teachers
                choices[site] = stream.integer(below: candidates.count)
                let expected = try example.damage(choices)
                #expect(abs(candidates[choices[site]] - expected) < 1e-4 * expected + 1e-3)
            }
        }
    }

    /// Around another network, what the replacement adds: nothing where it replaces by what is there.
    @Test func aroundANetworkTheyAreDifferences() throws {
        let example = Example(try TinyTeacher.chain())
        let base = example.bank.sites.map { $0.candidates.count / 2 }
        let damages = try example.measure(around: base)
        let own = try example.damage(base)
        #expect(own > 0)
        for site in damages.indices {
            #expect(abs(damages[site][base[site]]) < 1e-4 * own)
            var choices = base
            choices[site] = 0
            let expected = try example.damage(choices) - own
            #expect(abs(damages[site][0] - expected) < 1e-4 * own)
        }
    }

    @Test func workersDoNotChangeABit() throws {
        let example = Example(try TinyTeacher.make())
        #expect(try example.measure(workers: 1) == example.measure(workers: 4))
    }

    /// Whole networks, by another way.
    @Test func assembliesAreMeasuredInTheSameUnit() throws {
        let example = Example(try TinyTeacher.make())
        var stream = RandomStream(seed: 2, stream: "assemblies")
        let assemblies =
            [example.teachers]
            + (0..<3).map { _ in example.bank.sites.map { stream.integer(below: $0.candidates.count) } }
        let measured = try AssemblyDamages(
            DamageFrames(
                example.teacher, bank: example.bank, windows: Self.windows, of: example.source,
                pool: WorkerPool(count: 2))
        ).measure(assemblies)
        for (choices, damage) in zip(assemblies, measured) {
            let expected = try example.damage(choices)
            #expect(abs(damage - expected) < 1e-4 * expected + 1e-3)
        }
    }

    /// Closed-form students as they are fitted: their damages are known already.
    @Test func secondOrderDamagesOfClosedFormStudentsAreTheirs() throws {
        let teacher = try TinyTeacher.make()
        let collector = try StatisticsCollectorTests.collect(teacher)
        let pool = WorkerPool(count: 2)
        let fitted = try SpaceFitter.fit(
            collector.statistics, candidates: teacher.sites.map(TinyTeacher.candidates), teacher: teacher, pool: pool)
        let damages = try SecondOrderDamages.of(
            CandidateBank(fitted), collector.statistics, teacher: teacher, pool: pool)
        for (site, fit) in zip(damages, fitted) {
            let largest = fit.damages.max()!
            #expect(largest > 0)
            for (damage, expected) in zip(site, fit.damages) { #expect(abs(damage - expected) < 1e-4 * largest) }
        }
    }
}
