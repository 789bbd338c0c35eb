import Compute
import NetworkReference
import Networks
import RandomStreams
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

/// Searches of a space whose sites share decisions.
@Suite struct SharedDecisionTests {
    /// 3×3 convolutions of different widths and strides.
    static let group = ["stem", "body", "low"]

    static func session(
        _ strategy: SearchStrategy, groups: [[String]] = [group], workers: Int = 2, pairs: Int = 2
    ) throws -> SearchSession {
        let teacher = try TinyTeacher.make()
        let space = TinyTeacher.sharedSpace(teacher, groups)
        var configuration = SearchSessionTests.configuration
        configuration.pairs = pairs
        return try SearchSession(
            teacher, space: space, limit: space.limit(Int(0.45 * Double(teacher.macs))),
            source: FrameCache(MovingPattern()), range: 0..<24, strategy: strategy, configuration: configuration,
            pool: WorkerPool(count: workers))
    }

    @Test(arguments: SearchStrategy.allCases)
    func everyNetworkKeepsTheLabel(strategy: SearchStrategy) throws {
        let session = try Self.session(strategy)
        let (ranked, student) = try SearchSessionTests.run(session)
        #expect(!ranked.isEmpty)
        for measured in ranked {
            #expect(session.space.decisions.options(of: measured.proposal.choices) != nil)
            #expect(measured.evaluation.deltaFrameMACs <= session.limit.deltaFrameMACs)
            #expect(measured.evaluation.deltaFrameMACs == session.space.macs(measured.proposal.choices))
        }
        #expect(Set(Self.group.map { student.selection[$0] }).count == 1)
        guard let gumbel = session.gumbel else { return }
        #expect(gumbel.logits.map(\.count) == [5, 4, 4, 2])
        #expect(gumbel.probabilities.map(\.count) == session.space.choices.map(\.candidates.count))
        for (probabilities, choice) in zip(gumbel.probabilities, session.space.choices) {
            #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
            guard Self.group.contains(choice.site.name) else { continue }
            for (candidate, probability) in zip(choice.candidates, probabilities) {
                let stem = session.space.choices[0].candidates.firstIndex(of: candidate)!
                #expect(probability == gumbel.probabilities[0][stem])
            }
        }
    }

    @Test(arguments: [SearchStrategy.gumbel, .solve])
    func workersDoNotChangeABit(strategy: SearchStrategy) throws {
        let sessions = try [1, 4].map { try Self.session(strategy, workers: $0) }
        let results = try sessions.map(SearchSessionTests.run)
        #expect(results[0].ranked.map(\.proposal) == results[1].ranked.map(\.proposal))
        #expect(results[0].student.weights == results[1].student.weights)
        #expect(sessions[0].gumbel?.state == sessions[1].gumbel?.state)
    }

    /// What a label costs: the sites that share one never do better than by themselves, by the damages that are solved
    /// for.
    @Test func theOptimumUnderALabelIsNoBetterThanWithout() throws {
        let sessions = try [[Self.group], []].map { try Self.session(.solve, groups: $0) }
        for session in sessions { try session.prepare() }
        #expect(sessions[0].damages == sessions[1].damages)
        let optima = try sessions.map { session in
            try KnapsackSolver(session.space.knapsack(damages: session.damages)).solve(
                limit: session.limit.deltaFrameMACs)
        }
        #expect(optima.allSatisfy(\.isExact) && optima[0].damage >= optima[1].damage)
    }

    /// The gradient by the logits that sites share, against differences of the loss.
    ///
    /// The loss is the straight-through estimator's: at every site the kernel `E_chosen + Σ_o (y_o − y⁰_o) E_o` with the y
    /// that the sites share, its divergence in double precision; `α · mean over sites of Σ_k π_k q_k`; `λ E[cost] / budget`.
    @Test func gradientsOfSharedLogitsMatchFiniteDifferences() throws {
        let session = try Self.session(.gumbel, pairs: 1)
        try session.prepare()
        let (gumbel, bank, teacher) = (session.gumbel!, session.bank!, session.teacher)
        let (decisions, temperature) = (session.space.decisions, 0.8)
        gumbel.pressures.compute!.lambda = 0.3
        var stream = RandomStream(seed: 1, stream: "logits")
        gumbel.logits = gumbel.logits.map { $0.map { _ in stream.normal() } }
        let noise = gumbel.logits.map { $0.map { _ in stream.gumbel() } }
        func relaxed(_ logits: [[Double]]) -> [[Double]] {
            zip(logits, noise).map { GumbelSoftmax.softmax(zip($0, $1).map(+), temperature: temperature) }
        }
        let base = relaxed(gumbel.logits)
        // Never `zero`, behind which no gradient comes.
        let options = decisions.all.map { $0.options.count - 1 }
        let choices = decisions.candidates(of: options)

        let (key, now) = (try session.source.frame(at: 0), try session.source.frame(at: 2))
        let target = Reference.probabilities(try teacher.reference(now)[teacher.scores]!)
        let keyTensors = try teacher.reference(key)
        func divergence(_ y: [[Double]]) throws -> Double {
            var parameters = ReferenceParameters(teacher.parameters)
            let weights = decisions.ofCandidates(zip(y, base).map { zip($0, $1).map(-) })
            for (index, site) in bank.sites.enumerated() {
                var kernel = site.referenceKernel(choices[index])
                for (candidate, weight) in weights[index].enumerated() where weight != 0 {
                    for (i, value) in site.referenceKernel(candidate).enumerated() { kernel[i] += weight * value }
                }
                parameters[site.site.name + ".weight"] = kernel
            }
            var inputs = [teacher.frame: now.normalized]
            for name in teacher.networks.stateTensors { inputs[DeltaNetworks.stateInput(name)] = keyTensors[name]! }
            let scores = try ReferenceInterpreter(teacher.networks.delta, parameters: parameters)
                .run(inputs)[DeltaNetworks.scores]!
            return Reference.divergence(target, scores)
        }
        let relative = try gumbel.supernet.relativeDamages()
        func rest(_ logits: [[Double]]) -> Double {
            let p = decisions.ofCandidates(logits.map { GumbelSoftmax.softmax($0) })
            var loss = 0.0
            for (index, choice) in session.space.choices.enumerated() {
                for (k, probability) in p[index].enumerated() {
                    loss += gumbel.configuration.alpha * probability * relative[index][k] / Double(bank.sites.count)
                    loss += 0.3 * probability * Double(choice.macs[k]) / Double(gumbel.pressures.compute!.budget)
                }
            }
            return loss
        }

        let pair = FramePair(key: key, now: now, target: target.map { Float($0) })
        let result = try gumbel.supernet.step(0, choices: choices, pairs: [pair], alpha: 0)
        let gradients = gumbel.logitGradients(base, result.inner, temperature)
        #expect(gradients.map(\.count) == [5, 4, 4, 2])
        let scale = gradients.joined().map(abs).max()!
        for (decision, row) in gradients.enumerated() {
            for (option, gradient) in row.enumerated() {
                let step = 1e-4
                func loss(_ step: Double) throws -> Double {
                    var logits = gumbel.logits
                    logits[decision][option] += step
                    return try divergence(relaxed(logits)) + rest(logits)
                }
                let expected = try (loss(step) - loss(-step)) / (2 * step)
                #expect(abs(gradient - expected) < 1e-3 * scale, "\(decision), \(option): \(gradient), not \(expected)")
            }
        }
        #expect(gradients[0].contains { abs($0) > 0.01 * scale })
    }

    /// A site that nothing reads stays with those it decides with: they need their candidate, and it costs.
    @Test func anIdleSiteStaysWithItsGroup() throws {
        let teacher = try TinyTeacher.make()
        func index(_ name: String) -> Int { teacher.sites.firstIndex { $0.name == name }! }
        for groups in [[["body", "low"]], []] {
            let space = TinyTeacher.sharedSpace(teacher, groups)
            // `mix` is free to be `zero`, and then nothing reads `body`; all others want to be the teacher.
            let damages = space.choices.map { choice in
                choice.candidates.map { $0 == .teacher || choice.site.name == "mix" ? 0.0 : 1 }
            }
            let saved = space.choices[index("mix")].site.teacherMACs
            let proposals = try KnapsackProposer(teacher, space, limit: teacher.macs - saved)
                .propose("test", damages: damages, count: 1, seed: 0)
            let choices = proposals[0].choices
            #expect(space.choices[index("mix")].candidates[choices[index("mix")]] == .zero)
            #expect(space.choices[index("low")].candidates[choices[index("low")]] == .teacher)
            let body = space.choices[index("body")].candidates[choices[index("body")]]
            #expect(body == (groups.isEmpty ? .zero : .teacher))
            #expect(space.macs(choices) <= teacher.macs - saved)
        }
    }

    /// From the dearest network on, a group moves as one, by what it saves and does together.
    @Test func greedyReplacesAGroupAtOnce() throws {
        let teacher = try TinyTeacher.make()
        let space = TinyTeacher.sharedSpace(teacher, [Self.group])
        var stream = RandomStream(seed: 4, stream: "damages")
        for share in [0.7, 0.4, 0.1] {
            let damages = space.choices.map { choice in
                choice.macs.map { Double(choice.site.teacherMACs - $0) * stream.uniform() }
            }
            let limit = space.limit(max(space.minimumMACs, Int(share * Double(teacher.macs))))
            let proposal = try #require(GreedyProposer(space, limit: limit, damages: damages).propose().first)
            #expect(space.decisions.options(of: proposal.choices) != nil)
            #expect(space.macs(proposal.choices) <= limit.deltaFrameMACs)
            let optimum = try KnapsackSolver(space.knapsack(damages: damages)).solve(limit: limit.deltaFrameMACs)
            let damage = zip(damages, proposal.choices).reduce(0) { $0 + $1.0[$1.1] }
            #expect(damage >= optimum.damage - 1e-9)
        }
    }

    @Test func gatesOfAGroupAreOne() throws {
        let teacher = try TinyTeacher.make()
        let space = TinyTeacher.sharedSpace(teacher, [Self.group])
        var stream = RandomStream(seed: 5, stream: "logits")
        let logits = space.decisions.all.map { $0.options.map { _ in stream.normal() } }
        let chosen = space.decisions.candidates(of: logits.map(GumbelSoftmax.argmax))
        let free = GateProposer(space, limit: space.limit(teacher.macs), logits: logits).propose()
        #expect(free[0].choices == chosen)
        for share in [0.2, 0.5] {
            let limit = space.limit(max(space.minimumMACs, Int(share * Double(teacher.macs))))
            for proposal in GateProposer(space, limit: limit, logits: logits).propose() {
                #expect(space.decisions.options(of: proposal.choices) != nil)
                #expect(limit.allows(space.cost(proposal.choices)))
            }
        }
        #expect(GateStart(space, beta: nil).logits.map(\.count) == [5, 4, 4, 2])
    }

    /// Under two budgets as well, prices and costs are the groups'.
    @Test func twoBudgetsCountGroups() throws {
        let teacher = try TinyTeacher.make()
        let space = try TinyTeacher.sharedSpace(teacher, [Self.group]).timed()
        let limit = try space.limit(macs: 0.5, time: 0.6)
        let damages = space.choices.map { choice in choice.macs.map { Double(choice.site.teacherMACs - $0) } }
        let start = try BudgetPressures.start(space, limit, damages: damages, positions: 10)
        #expect(start.pressures.compute!.costs == space.optionMACs)
        #expect(start.pressures.time!.costs == space.optionNanoseconds!)
        let logits = InitialLogits.make(damages: space.decisions.sums(damages), prices: start.prices)
        #expect(logits.map(\.count) == [5, 4, 4, 2])
        #expect(start.pressures.selfTest(logits) < 1e-5)
    }
}
