import Compute
import RandomStreams
public import StudentSpace
import Training
import VideoData

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// The differentiable search: logits and student weights together, under a budget.
///
/// Loss: `KL(teacher ‖ student)` on sampled networks (straight-through Gumbel-softmax)
/// `+ α · mean over sites of Σ_k π_k q_k` (the distillation term, whose expectation over samples is exact, so that it
/// carries no sampling noise) `+ λ · E[cost] / budget` for each budget. The logits are moved by the q_k of the closed-form students,
/// the weights by that of the candidate as it is. After the search steps the choice is fixed and the chosen weights
/// settle.
///
/// Logits are of decisions (``Decisions``): sites that share one have one categorical variable, one sample a step, and the
/// sum of their gradients. Each site keeps students of its own.
///
/// Every draw comes from a stream named by its step: a run is its factors, logits, moments, λ and step.
public final class GumbelSearch {
    public let configuration: SearchConfiguration
    public let supernet: Supernet
    /// What the search decides: a row of logits each.
    public let decisions: Decisions
    public internal(set) var logits: [[Double]]
    public internal(set) var pressures: BudgetPressures
    /// MACs of every option.
    private let macs: [[Int]]
    /// The choice that settles, once the search steps are over.
    public var settled: [Int]?
    public internal(set) var step = 0
    let factorOptimizer: Adam
    var logitMoments: LogitMoments
    private let factorIndex: [String: Int]
    private let split: ClipSplit
    private let source: any FrameSource
    private let scores: TeacherScores
    private let pool: WorkerPool
    /// Of every option, the sum over its sites of q of the closed-form students, as the search found them.
    private let relativeDamages: [[Double]]
    /// Whether λ follows the cost of the discrete network.
    private let adaptsPrices: Bool
    var divergenceAverage = 0.0

    /// What one step looked like.
    public struct Report: Sendable, Hashable {
        public var step: Int
        /// `KL(teacher ‖ student)` of the sampled network, mean over pairs and positions.
        public var divergence: Double
        /// Mean over sites of `Σ_k π_k q_k`, of the closed-form students.
        public var distillation: Double
        /// λ of the budget of compute; 0 without one.
        public var lambda: Double
        public var temperature: Double
        /// Over the noise-free π.
        public var expectedMACs: Double
        /// Of the likeliest candidates; once the choice is fixed, of that.
        public var discreteMACs: Int
        /// Mean over decisions of the entropy of π, in nats.
        public var entropy: Double
        /// The same of time; nil without a budget of it.
        public var time: Time?

        /// Times are those of whole delta frames, in nanoseconds.
        public struct Time: Sendable, Hashable {
            public var lambda: Double
            public var expectedNanoseconds: Double
            public var discreteNanoseconds: Int
        }
    }

    /// - Parameters:
    ///   - start: in terms of `decisions`.
    ///   - damages: of every candidate, site by site.
    init(
        supernet: Supernet, decisions: Decisions, start: BudgetPressures.Start, damages: [[Double]], split: ClipSplit,
        source: any FrameSource, scores: TeacherScores, configuration: SearchConfiguration, pool: WorkerPool,
        gates: GateStart? = nil
    ) throws {
        self.supernet = supernet
        self.decisions = decisions
        self.configuration = configuration
        self.split = split
        self.source = source
        self.scores = scores
        self.pool = pool
        macs = decisions.sums(supernet.bank.sites.map(\.macs))
        logits = gates?.logits ?? InitialLogits.make(damages: decisions.sums(damages), prices: start.prices)
        pressures = start.pressures
        adaptsPrices = gates == nil
        let deviation = pressures.selfTest(logits)
        guard deviation < 1e-5 else { throw SearchError.budgetGradient(deviation: deviation) }
        factorOptimizer = Adam(supernet.bank.factors, supernet.bank.factors.names)
        factorIndex = Dictionary(
            uniqueKeysWithValues: supernet.bank.factors.names.enumerated().map { ($1, $0) })
        logitMoments = LogitMoments(logits)
        relativeDamages = decisions.sums(try supernet.relativeDamages())
    }

    /// π of every site's candidates.
    public var probabilities: [[Double]] { decisions.ofCandidates(optionProbabilities) }

    /// π of every decision's options.
    private var optionProbabilities: [[Double]] { logits.map { GumbelSoftmax.softmax($0) } }

    public var isSettling: Bool { step >= configuration.searchSteps }
    public var isFinished: Bool { step >= configuration.totalSteps }

    /// One step. In the search phase choices are sampled; afterwards ``settled`` must be set.
    ///
    /// - Throws: ``SearchError/diverged(step:)``, before anything has been moved; what reading frames throws.
    public func advance() throws -> Report {
        let temperature = self.temperature
        let samples = isSettling ? nil : drawSamples(temperature)
        guard let choices = samples.map({ decisions.candidates(of: $0.map(\.choice)) }) ?? settled else {
            preconditionFailure("step \(step) settles, but no choice has been made")
        }
        let move = factorMove(choices)
        let result = try supernet.step(
            step, choices: choices, pairs: try drawPairs(), alpha: alpha, scoring: samples != nil, move: move)
        divergenceAverage = step == 0 ? result.divergence : 0.9 * divergenceAverage + 0.1 * result.divergence
        if let samples { moveLogits(samples.map(\.relaxed), result.inner, temperature) }
        for site in choices.indices { supernet.invalidate(site) }
        let report = self.report(choices, result.divergence, temperature)
        step += 1
        return report
    }

    private func report(_ choices: [Int], _ divergence: Double, _ temperature: Double) -> Report {
        let probabilities = optionProbabilities
        // While weights settle, the network is the choice.
        guard let discrete = isSettling ? decisions.options(of: choices) : logits.map(GumbelSoftmax.argmax) else {
            preconditionFailure("sites that decide together have settled apart")
        }
        return Report(
            step: step, divergence: divergence, distillation: distillation(probabilities),
            lambda: pressures.compute?.lambda ?? 0, temperature: temperature,
            expectedMACs: BudgetPressure.expectedCost(logits, macs),
            discreteMACs: BudgetPressure.cost(discrete, macs),
            entropy: probabilities.map(GumbelSoftmax.entropy).reduce(0, +) / Double(max(1, probabilities.count)),
            time: pressures.time.map {
                Report.Time(
                    lambda: $0.lambda,
                    expectedNanoseconds: $0.expectedCost(logits) + Double(pressures.restNanoseconds),
                    discreteNanoseconds: BudgetPressure.cost(discrete, $0.costs) + pressures.restNanoseconds)
            })
    }

    private func drawSamples(_ temperature: Double) -> [(relaxed: [Double], choice: Int)] {
        var stream = RandomStream(seed: configuration.seed, stream: "gumbel.\(step)")
        return logits.map { GumbelSoftmax.sample($0, temperature: temperature, using: &stream) }
    }

    private var temperature: Double {
        let (low, high) = (configuration.temperature.lowerBound, configuration.temperature.upperBound)
        let progress = min(1, Double(step) / Double(max(1, configuration.searchSteps - 1)))
        return high * pow(low / high, progress)
    }

    /// The distillation term's weight at this step.
    private var alpha: Double {
        configuration.distillationSteps.map { step < $0 } ?? true ? configuration.alpha : 0
    }

    private func distillation(_ probabilities: [[Double]]) -> Double {
        zip(probabilities, relativeDamages).reduce(0) { total, decision in
            total + zip(decision.0, decision.1).reduce(0) { $0 + $1.0 * $1.1 }
        } / Double(max(1, decisions.siteCount))
    }

    private func drawPairs() throws -> [FramePair] {
        var stream = RandomStream(seed: configuration.seed, stream: "pairs.\(step)")
        // The held-back windows have done their work once the choice is fixed.
        let windows = isSettling ? split.all : split.fitting
        let picks = (0..<configuration.pairs).map { _ in
            let window = windows[stream.integer(below: windows.count)]
            return (window.keyFrame, window.deltaFrames.lowerBound + stream.integer(below: window.deltaFrames.count))
        }
        let slots = Slots<FramePair>(count: picks.count)
        try pool.run(picks.count) { [source, scores] index in
            let (key, now) = picks[index]
            slots.set(
                index,
                FramePair(
                    key: try source.frame(at: key), now: try source.frame(at: now), target: scores[now]))
        }
        return slots.values
    }

    private func moveLogits(_ relaxed: [[Double]], _ inner: [[Double]], _ temperature: Double) {
        let gradients = logitGradients(relaxed, inner, temperature)
        logitMoments.move(&logits, gradients, rate: configuration.logitLearningRate)
        // λ is measured in the loss it stands against.
        if adaptsPrices { pressures.ascend(logits, rate: 0.5 * divergenceAverage) }
    }

    /// The loss's gradient by every decision's logits.
    ///
    /// - Parameters:
    ///   - relaxed: the relaxed sample of every decision.
    ///   - inner: `⟨∂KL/∂V, E_k⟩` of every site's candidates; those of sites that decide together add up.
    func logitGradients(_ relaxed: [[Double]], _ inner: [[Double]], _ temperature: Double) -> [[Double]] {
        let budget = pressures.gradient(logits)
        let weight = alpha / Double(max(1, decisions.siteCount))
        let inner = decisions.sums(inner)
        return logits.indices.map { index in
            let sampled = GumbelSoftmax.backward(relaxed[index], inner[index], temperature: temperature)
            let expected = GumbelSoftmax.backward(
                GumbelSoftmax.softmax(logits[index]), relativeDamages[index].map { weight * $0 })
            return zip(zip(sampled, expected), budget[index]).map { $0.0 + $0.1 + $1 }
        }
    }

    /// Moves the factors of a site's chosen candidate.
    private func factorMove(_ choices: [Int]) -> @Sendable (Int) throws -> Void {
        let rate = Float(
            configuration.learningRate * (1 - Double(step) / Double(max(1, configuration.totalSteps))))
        factorOptimizer.advance()
        return { [supernet, factorOptimizer, factorIndex] site in
            for factor in supernet.bank.sites[site].factors(of: choices[site]) {
                guard let index = factorIndex[factor.name] else { preconditionFailure("no moments of \(factor.name)") }
                factor.gradient.withUnsafeBufferPointer {
                    factorOptimizer.update(index, gradient: $0.baseAddress!, learningRate: rate)
                }
            }
        }
    }
}
