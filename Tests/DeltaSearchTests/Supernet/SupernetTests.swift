import Compute
import NetworkReference
import Networks
import RandomStreams
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct SupernetTests {
    /// A tiny teacher, random factors, and pairs of frames.
    struct Example {
        let teacher: TeacherModel
        let bank: CandidateBank
        let supernet: Supernet
        let pairs: [FramePair]

        init(_ teacher: TeacherModel, pairs count: Int = 1, workers: Int = 2) throws {
            self.teacher = teacher
            let source = MovingPattern(size: FrameSize(height: teacher.input.height, width: teacher.input.width))
            let pool = WorkerPool(count: workers)
            let collector = try StatisticsCollector(teacher, pool: pool, seed: 1)
            try collector.add([FrameWindow(0..<4)], of: source)
            bank = RandomBank.make(teacher)
            supernet = try Supernet(
                teacher, bank: bank, statistics: collector.statistics, pairs: count, pool: pool)
            pairs = try (0..<count).map { index in
                let now = try source.frame(at: 4 * index + 1 + index % 3)
                let p = Reference.probabilities(try teacher.reference(now)[teacher.scores]!)
                return FramePair(key: try source.frame(at: 4 * index), now: now, target: p.map { Float($0) })
            }
        }

        /// The mean divergence over the pairs for these kernels (Cout × K each, in the sites' order), in double
        /// precision.
        func divergence(_ kernels: [[Double]]) throws -> Double {
            var parameters = ReferenceParameters(teacher.parameters)
            for (site, kernel) in zip(teacher.sites, kernels) { parameters[site.name + ".weight"] = kernel }
            let network = teacher.networks.delta
            let interpreter = ReferenceInterpreter(network, parameters: parameters)
            return try pairs.reduce(0) { sum, pair in
                let keyTensors = try teacher.reference(pair.key)
                var inputs = [teacher.frame: pair.now.normalized]
                for name in teacher.networks.stateTensors {
                    inputs[DeltaNetworks.stateInput(name)] = keyTensors[name]!
                }
                let scores = try interpreter.run(inputs)[DeltaNetworks.scores]!
                return sum + Reference.divergence(pair.target.map(Double.init), scores) / Double(pairs.count)
            }
        }

        func kernels(_ choices: [Int]) -> [[Double]] {
            zip(bank.sites, choices).map { $0.referenceKernel($1) }
        }
    }

    static func mixed(_ bank: CandidateBank, _ seed: UInt64) -> [Int] {
        var stream = RandomStream(seed: seed, stream: "choices")
        return bank.sites.map { stream.integer(below: $0.candidates.count) }
    }

    /// With all sites at `teacher`, the factors' gradients are the kernels' own: against differences of the loss.
    @Test(arguments: [false, true])
    func kernelGradientsMatchFiniteDifferences(ofAnImportedNetwork isImported: Bool) throws {
        let example = try Example(isImported ? TinyTeacher.imported() : TinyTeacher.make(), pairs: 2)
        let choices = example.bank.sites.map { $0.candidates.firstIndex(of: .teacher)! }
        let result = try example.supernet.step(0, choices: choices, pairs: example.pairs, alpha: 0)
        let kernels = example.kernels(choices)
        let divergence = try example.divergence(kernels)
        #expect(abs(result.divergence - divergence) < 1e-5 * divergence)
        var stream = RandomStream(seed: 1, stream: "elements")
        for (index, site) in example.bank.sites.enumerated() {
            let gradient = site.factors(of: choices[index])[0].gradient.doubles
            let scale = gradient.map(abs).max()!
            #expect(scale > 0)
            for _ in 0..<6 {
                let element = stream.integer(below: gradient.count)
                let expected = try Self.difference(example, kernels, index, element)
                #expect(abs(gradient[element] - expected) < 2e-4 * scale, "\(site.site.name)[\(element)]")
            }
            // And for every candidate its inner product with that gradient.
            for candidate in site.candidates.indices {
                let kernel = site.referenceKernel(candidate)
                let expected = zip(gradient, kernel).reduce(0) { $0 + $1.0 * $1.1 }
                let size = zip(gradient, kernel).reduce(0) { $0 + abs($1.0 * $1.1) }
                #expect(abs(result.inner[index][candidate] - expected) <= 1e-5 * size)
            }
        }
    }

    private static func difference(
        _ example: Example, _ kernels: [[Double]], _ site: Int, _ element: Int
    ) throws -> Double {
        let step = 1e-6
        var (up, down) = (kernels, kernels)
        up[site][element] += step
        down[site][element] -= step
        return (try example.divergence(up) - example.divergence(down)) / (2 * step)
    }

    /// Over a period of steps each site's distillation gradient comes in once, so many times as large.
    @Test func distillationComesInTurn() throws {
        let example = try Example(TinyTeacher.make())
        let choices = Self.mixed(example.bank, 1)
        func gradients(_ step: Int, alpha: Double) throws -> [[Double]] {
            _ = try example.supernet.step(step, choices: choices, pairs: example.pairs, alpha: alpha)
            return zip(example.bank.sites, choices).flatMap { site, choice in
                site.factors(of: choice).map(\.gradient.doubles)
            }
        }
        let without = try gradients(0, alpha: 0)
        let period = example.supernet.distillationPeriod
        var mean = without.map { $0.map { _ in 0.0 } }
        for step in 0..<period {
            for (index, gradient) in try gradients(step, alpha: 0.7).enumerated() {
                for i in gradient.indices { mean[index][i] += gradient[i] / Double(period) }
            }
        }
        example.supernet.distillationPeriod = 1
        let whole = try gradients(0, alpha: 0.7)
        for index in whole.indices {
            let size = whole[index].map(abs).max() ?? 0
            for i in whole[index].indices { #expect(abs(mean[index][i] - whole[index][i]) <= 1e-4 * size + 1e-9) }
        }
        #expect(zip(whole, without).contains { $0 != $1 })
    }

    /// Sampled choices: factor gradients of `KL + α · mean q` along a random direction.
    @Test(arguments: [0, 0.7])
    func factorGradientsMatchFiniteDifferences(alpha: Double) throws {
        let example = try Example(TinyTeacher.make())
        example.supernet.distillationPeriod = 1
        for seed in 1...4 as ClosedRange<UInt64> {
            let choices = Self.mixed(example.bank, seed)
            let result = try example.supernet.step(0, choices: choices, pairs: example.pairs, alpha: alpha)
            let kernels = example.kernels(choices)
            let divergence = try example.divergence(kernels)
            #expect(abs(result.divergence - divergence) < 1e-4 * divergence)
            for (index, site) in example.bank.sites.enumerated() {
                for factor in site.factors(of: choices[index]) {
                    let before = factor.values.floats
                    var stream = RandomStream(seed: seed, stream: factor.name)
                    let direction = randomFloats(before.count, &stream)
                    let slope = zip(factor.gradient.doubles, direction).reduce(0) { $0 + $1.0 * Double($1.1) }
                    let size = zip(factor.gradient.doubles, direction).reduce(0) { $0 + abs($1.0 * Double($1.1)) }
                    let step: Float = 1e-3
                    func loss(_ step: Float) throws -> Double {
                        factor.values.assign(zip(before, direction).map { $0 + step * $1 })
                        defer { factor.values.assign(before) }
                        let relative = try example.supernet.relativeDamages()
                        let mean = zip(relative, choices).reduce(0) { $0 + $1.0[$1.1] } / Double(choices.count)
                        return try example.divergence(example.kernels(choices)) + alpha * mean
                    }
                    let expected = try (loss(step) - loss(-step)) / Double(2 * step)
                    #expect(abs(slope - expected) < 1e-2 * size + 1e-6, "\(factor.name): \(slope), not \(expected)")
                }
            }
        }
    }

    @Test func workersDoNotChangeABit() throws {
        let examples = try [1, 4].map { try Example(TinyTeacher.make(), pairs: 3, workers: $0) }
        for seed in 1...3 as ClosedRange<UInt64> {
            let choices = Self.mixed(examples[0].bank, seed)
            let results = try examples.map { try $0.supernet.step(0, choices: choices, pairs: $0.pairs, alpha: 0.1) }
            #expect(results[0].divergence == results[1].divergence)
            #expect(results[0].inner == results[1].inner)
            for (one, four) in zip(examples[0].bank.sites, examples[1].bank.sites) {
                for (a, b) in zip(one.factors, four.factors) { #expect(a.gradient.floats == b.gradient.floats) }
            }
        }
        let damages = try examples.map { try $0.supernet.relativeDamages() }
        #expect(damages[0] == damages[1])
    }

    @Test func aStepSeesFactorsThatMovedOnceTold() throws {
        let example = try Example(TinyTeacher.chain())
        let choices = example.bank.sites.map { $0.candidates.firstIndex(of: .teacher)! }
        let before = try example.supernet.step(0, choices: choices, pairs: example.pairs, alpha: 0).divergence
        let factor = example.bank.sites[1].factors(of: choices[1])[0]
        factor.values.assign(factor.values.floats.map { -$0 })
        example.supernet.invalidate(1)
        let after = try example.supernet.step(0, choices: choices, pairs: example.pairs, alpha: 0).divergence
        #expect(before != after)
        let divergence = try example.divergence(example.kernels(choices))
        #expect(abs(after - divergence) < 1e-4 * after)
    }

    /// The teacher's own kernels everywhere: no divergence, and the distillation term of `zero` is one.
    @Test func theTeacherDoesNotDivergeFromItself() throws {
        let example = try Example(TinyTeacher.grouped())
        let choices = example.bank.sites.map { $0.candidates.firstIndex(of: .teacher)! }
        for (index, site) in example.bank.sites.enumerated() {
            site.factors(of: choices[index])[0].values.assign(
                example.teacher.parameters.value(site.site.name + ".weight").values)
        }
        let result = try example.supernet.step(0, choices: choices, pairs: example.pairs, alpha: 0, scoring: false)
        #expect(abs(result.divergence) < 1e-6)
        #expect(result.inner.allSatisfy { $0.isEmpty })
        for (site, damages) in zip(example.bank.sites, try example.supernet.relativeDamages()) {
            #expect(damages[site.candidates.firstIndex(of: .teacher)!] == 0)
            #expect(abs(damages[site.candidates.firstIndex(of: .zero)!] - 1) < 0.01)
        }
    }
}
