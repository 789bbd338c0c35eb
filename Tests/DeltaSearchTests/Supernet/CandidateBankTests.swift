import Compute
import NetworkReference
import Networks
import RandomStreams
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct CandidateBankTests {
    private static func fitted(
        _ teacher: TeacherModel, _ collector: StatisticsCollector? = nil
    ) throws -> [FittedSite] {
        let collector = try collector ?? StatisticsCollectorTests.collect(teacher)
        return try SpaceFitter.fit(
            collector.statistics, candidates: teacher.sites.map(TinyTeacher.candidates), teacher: teacher,
            pool: WorkerPool(count: 2))
    }

    @Test func theFitGivesEveryFactorThatABankNeeds() throws {
        let fitted = try Self.fitted(TinyTeacher.make())
        for site in fitted {
            let given = SupernetSite.initialFactors(site)
            let needed = SupernetSite.factorShapes(site.site, site.candidates)
            #expect(Set(given.map(\.name)) == Set(needed.map(\.name)))
            for (name, shape) in needed { #expect(given.first { $0.name == name }?.value.shape == shape) }
        }
        let bank = CandidateBank(fitted)
        let choices = fitted.map { (site: $0.site, candidates: $0.candidates) }
        #expect(CandidateBank.missingFactors(choices, in: bank.factors.parameters) == [])
    }

    /// At grouped convolutions: a student's nodes compute what the convolution does with the bank's kernel, and the
    /// factors are the groups' own closed forms.
    @Test func studentsOfGroupedConvolutionsKeepTheGroups() throws {
        let teacher = try TinyTeacher.grouped()
        let collector = try StatisticsCollectorTests.collect(
            teacher, source: MovingPattern(size: .init(height: 8, width: 10)))
        let fitted = try Self.fitted(teacher, collector)
        let bank = CandidateBank(fitted)
        #expect(fitted[2].candidates == [.teacher, .zero, .pointwise])
        var stream = RandomStream(seed: 3, stream: "grouped.students")
        for (site, fit) in zip(bank.sites, fitted) where site.site.convolution.groups > 1 {
            let groups = site.site.convolution.groups
            let x = ReferenceTensor(
                site.site.input, values: randomFloats(site.site.input.count, &stream).map(Double.init))
            for (index, candidate) in fit.candidates.enumerated() where candidate != .zero {
                var convolution = site.site.convolution
                convolution.hasBias = false
                let dense = Network(
                    name: "dense", inputs: [.init("x", site.site.input)],
                    nodes: [Node(site.site.name, .convolution(convolution), ["x"])], outputs: [site.site.name])
                var student = dense
                student.nodes = candidate.expansion(at: site.site, reading: "x")
                if candidate == .teacher { student = dense }
                var kernel = Parameters()
                kernel[site.site.name + ".weight"] = .init(shape: site.shape.axes, values: site.kernel(index).floats)
                var factors = Parameters()
                for (name, value) in site.students(index) { factors[name] = value }
                let expected = try ReferenceInterpreter(dense, parameters: kernel).run(["x": x])[site.site.name]!
                let output = try ReferenceInterpreter(student, parameters: factors).run(["x": x])[site.site.name]!
                #expect(relativeDistance(output.values, expected.values) < 1e-6, "\(candidate)")
                let macs = try student.macs()
                #expect(student.nodes.count == 1 && macs == candidate.macs(at: site.site), "\(candidate)")
            }
            let statistics = collector.statistics[fitted.firstIndex { $0.site == fit.site }!]
            let moments = statistics.moments(kernel: teacher.parameters.value(fit.site.name + ".weight").values)
            let students = try moments.map { moments in
                var fitter = try SiteFitter(moments)
                return try fitter.fit(.pointwise)
            }
            let pointwise = fit.candidates.firstIndex(of: .pointwise)!
            #expect(students.count == groups)
            #expect(fit.students[pointwise]!.factor("weight").values == students.flatMap { $0.factor("weight").values })
            #expect(fit.damages[pointwise] == students.reduce(0) { $0 + $1.damage })
            #expect(fit.damages[pointwise] < fit.damages[fit.candidates.firstIndex(of: .zero)!])
        }
    }

    @Test func missingAndMisshapenFactorsAreNamed() throws {
        let teacher = try TinyTeacher.chain()
        let choices = teacher.sites.map { (site: $0, candidates: TinyTeacher.candidates($0)) }
        var factors = RandomBank.factors(choices)
        #expect(CandidateBank.missingFactors(choices, in: factors) == [])
        factors["first/pointwise/weight"] = nil
        factors["second/lowrank/weight"] = .init(shape: [1], values: [0])
        #expect(
            CandidateBank.missingFactors(choices, in: factors)
                == ["first/pointwise/weight", "second/lowrank/weight"])
    }

    /// Closed-form students and the bank's dense kernels are the same; low ranks are one factorisation's.
    @Test func theBanksKernelsAreTheFittedStudents() throws {
        let fitted = try Self.fitted(TinyTeacher.make())
        for (site, fit) in zip(CandidateBank(fitted).sites, fitted) {
            let geometry = KernelGeometry(
                inputChannels: site.shape.inputs, outputChannels: site.shape.outputs, height: site.shape.height,
                width: site.shape.width)
            let scale = fit.students[0]!.kernel(geometry).storage.map(abs).max()!
            for (index, candidate) in fit.candidates.enumerated() {
                let student = fit.students[index] ?? fit.lowRank(candidate.rank!, geometry)
                let expected = student.kernel(geometry).storage
                let distance = zip(site.kernel(index).doubles, expected).map { abs($0 - $1) }.max()!
                #expect(distance < 1e-4 * scale, "\(site.site.name) \(student.kind)")
            }
        }
    }

    @Test func lowRanksHaveTheDamagesOfTheirStudents() throws {
        let teacher = try TinyTeacher.make()
        let collector = try StatisticsCollectorTests.collect(teacher)
        let fitted = try SpaceFitter.fit(
            collector.statistics, candidates: teacher.sites.map(TinyTeacher.candidates), teacher: teacher,
            pool: WorkerPool(count: 2))
        for (statistics, fit) in zip(collector.statistics, fitted) {
            let kernel = teacher.parameters.value(fit.site.name + ".weight").values
            var fitter = try SiteFitter(statistics.moments(kernel: kernel)[0])
            for (candidate, damage) in zip(fit.candidates, fit.damages) {
                guard case .lowRank(let rank) = candidate else { continue }
                let student = try fitter.fit(.lowRank(rank))
                #expect(student.damage == damage)
                // By the definition, from the factors as they are rounded.
                let own = fitter.metric.damage(of: student.kernel(fitter.geometry))
                #expect(abs(own - damage) < 1e-5 * fitter.zeroDamage)
            }
        }
    }

    /// A student of any choice, through its own network: what the delta network with the dense kernels computes.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func studentsRunAsTheirDenseKernels(seed: UInt64) throws {
        let teacher = try TinyTeacher.make()
        let bank = RandomBank.make(teacher)
        let choices = SupernetTests.mixed(bank, seed)
        let source = MovingPattern()
        let key = try Plan(teacher.networks.key, parameters: ParameterStore(teacher.parameters))
        key.tensor("frame").assign(try source.frame(at: 0).normalized.floats)
        try key.forward()

        let student = bank.student(choices)
        let own = try student.network(teacher)
        var dense = teacher.parameters
        for (site, choice) in zip(bank.sites, choices) {
            dense[site.site.name + ".weight"] = .init(shape: site.shape.axes, values: site.kernel(choice).floats)
        }
        let networks = [
            (own, try student.parameters(teacher, for: own)),
            (teacher.networks.delta, try dense.restricted(to: teacher.networks.delta)),
        ]
        let scores = try networks.map { network, parameters in
            var bindings: [String: TensorBuffer] = [:]
            for name in teacher.networks.stateTensors {
                let input = DeltaNetworks.stateInput(name)
                if network.inputs.contains(where: { $0.name == input }) { bindings[input] = key.tensor(name) }
            }
            let plan = try Plan(network, parameters: ParameterStore(parameters), bindings: bindings)
            plan.tensor("frame").assign(try source.frame(at: 2).normalized.floats)
            try plan.forward()
            return plan.tensor(DeltaNetworks.scores).values.map(Double.init)
        }
        #expect(relativeDistance(scores[0], scores[1]) < 1e-5)
        #expect(
            student.selection.macs(at: teacher.sites) == zip(bank.sites, choices).reduce(0) { $0 + $1.0.macs[$1.1] })
    }
}

extension FittedSite {
    /// The student of a low rank, cut from the factorisation of all.
    fileprivate func lowRank(_ rank: Int, _ geometry: KernelGeometry) -> ClosedFormStudent {
        let all = nested!.factor("reduce.weight").shape[0]
        let reduce = Matrix(rows: all, cols: geometry.patchSize, values: nested!.factor("reduce.weight").values)
        let expand = Matrix(rows: geometry.outputChannels, cols: all, values: nested!.factor("weight").values)
        return ClosedFormStudent(
            kind: .lowRank(rank),
            factors: .lowRank(
                rank, reduce: reduce.rows(0..<rank), expand: expand.columns(0..<rank), geometry: geometry), damage: 0)
    }
}
