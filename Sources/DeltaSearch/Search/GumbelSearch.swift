import Compute
import RandomStreams
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
/// carries no sampling noise) `+ λ · E[MACs] / budget`. After the search steps the choice is fixed and the chosen
/// weights settle.
///
/// Every draw comes from a stream named by its step: a run is its factors, logits, moments, λ and step.
public final class GumbelSearch {
    public let configuration: SearchConfiguration
    public let supernet: Supernet
    public internal(set) var logits: [[Double]]
    public internal(set) var pressure: BudgetPressure
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
    private let relativeDamages: [[Double]]
    var divergenceAverage = 0.0

    /// What one step looked like.
    public struct Report: Sendable, Hashable {
        public var step: Int
        /// KL, the distillation term and the budget's term.
        public var divergence: Double
        public var distillation: Double
        public var lambda: Double
        public var temperature: Double
        public var expectedMACs: Double
        public var discreteMACs: Int
        /// Mean over sites of the entropy of π, in nats.
        public var entropy: Double
    }

    init(
        supernet: Supernet, damages: [[Double]], budget: Int, split: ClipSplit, source: any FrameSource,
        scores: TeacherScores, configuration: SearchConfiguration, pool: WorkerPool
    ) throws {
        self.supernet = supernet
        self.configuration = configuration
        self.split = split
        self.source = source
        self.scores = scores
        self.pool = pool
        let macs = supernet.bank.sites.map(\.macs)
        logits = InitialLogits.make(damages: damages, macs: macs, budget: budget)
        // Damages are in nats a frame and twice the divergence; the loss takes its mean over the scores' positions.
        let price = InitialLogits.multiplier(damages, macs, budget)
        pressure = BudgetPressure(
            macs: macs, budget: budget, lambda: 0.5 * price * Double(budget) / Double(scores.positions))
        let deviation = BudgetPressure.selfTest(macs: macs, budget: budget, logits: logits)
        guard deviation < 1e-5 else { throw SearchError.budgetGradient(deviation: deviation) }
        factorOptimizer = Adam(supernet.bank.factors, supernet.bank.factors.names)
        factorIndex = Dictionary(
            uniqueKeysWithValues: supernet.bank.factors.names.enumerated().map { ($1, $0) })
        logitMoments = LogitMoments(logits)
        relativeDamages = try supernet.relativeDamages()
    }

    /// π of every site.
    public var probabilities: [[Double]] { logits.map { GumbelSoftmax.softmax($0) } }

    public var isSettling: Bool { step >= configuration.searchSteps }
    public var isFinished: Bool { step >= configuration.totalSteps }

    /// One step. In the search phase choices are sampled; afterwards ``settled`` must be set.
    public func advance() throws -> Report {
        let temperature = self.temperature
        var relaxed: [[Double]] = []
        let choices: [Int]
        if let settled, isSettling {
            choices = settled
        } else {
            var stream = RandomStream(seed: configuration.seed, stream: "gumbel.\(step)")
            let samples = logits.map { GumbelSoftmax.sample($0, temperature: temperature, using: &stream) }
            relaxed = samples.map(\.relaxed)
            choices = samples.map(\.choice)
        }
        let result = try supernet.step(choices: choices, pairs: try drawPairs(), alpha: configuration.alpha)
        divergenceAverage = step == 0 ? result.divergence : 0.9 * divergenceAverage + 0.1 * result.divergence
        if !isSettling { moveLogits(relaxed, result.inner, temperature) }
        try moveFactors(choices)
        let probabilities = logits.map { GumbelSoftmax.softmax($0) }
        let report = Report(
            step: step, divergence: result.divergence, distillation: distillation(probabilities),
            lambda: pressure.lambda, temperature: temperature, expectedMACs: pressure.expectedMACs(logits),
            discreteMACs: isSettling
                ? zip(choices, pressure.macs).reduce(0) { $0 + $1.1[$1.0] } : pressure.discreteMACs(logits),
            entropy: probabilities.map(GumbelSoftmax.entropy).reduce(0, +) / Double(max(1, probabilities.count)))
        step += 1
        return report
    }

    private var temperature: Double {
        let (low, high) = (configuration.temperature.lowerBound, configuration.temperature.upperBound)
        let progress = min(1, Double(step) / Double(max(1, configuration.searchSteps - 1)))
        return high * pow(low / high, progress)
    }

    private func distillation(_ probabilities: [[Double]]) -> Double {
        zip(probabilities, relativeDamages).reduce(0) { total, site in
            total + zip(site.0, site.1).reduce(0) { $0 + $1.0 * $1.1 }
        } / Double(max(1, probabilities.count))
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

    private func moveLogits(_ relaxed: [[Double]], _ inner: [[Float]], _ temperature: Double) {
        let budget = pressure.gradient(logits)
        let weight = configuration.alpha / Double(max(1, logits.count))
        var gradients: [[Double]] = []
        for site in logits.indices {
            let sampled = GumbelSoftmax.backward(relaxed[site], inner[site].map(Double.init), temperature: temperature)
            let expected = GumbelSoftmax.backward(
                GumbelSoftmax.softmax(logits[site]), relativeDamages[site].map { weight * $0 })
            gradients.append(zip(zip(sampled, expected), budget[site]).map { $0.0 + $0.1 + $1 })
        }
        logitMoments.move(&logits, gradients, rate: configuration.logitLearningRate)
        // λ is measured in the loss it stands against.
        pressure.ascend(logits, rate: 0.5 * divergenceAverage)
    }

    private func moveFactors(_ choices: [Int]) throws {
        let rate = Float(
            configuration.learningRate * (1 - Double(step) / Double(max(1, configuration.totalSteps))))
        factorOptimizer.advance()
        try pool.run(choices.count) { [supernet, factorOptimizer, factorIndex] site in
            for factor in supernet.bank.sites[site].factors(of: choices[site]) {
                guard let index = factorIndex[factor.name] else { continue }
                factor.gradient.withUnsafeBufferPointer {
                    factorOptimizer.update(index, gradient: $0.baseAddress!, learningRate: rate)
                }
            }
        }
        for site in choices.indices { supernet.invalidate(site) }
    }
}

/// Adam's moments for the logits, in double precision.
struct LogitMoments: Sendable, Hashable {
    var first: [[Double]]
    var second: [[Double]]
    var count = 0

    init(_ logits: [[Double]]) {
        first = logits.map { $0.map { _ in 0 } }
        second = first
    }

    /// One update (β₁ = 0.9, β₂ = 0.99, ε = 1e-12: gradients of logits are small).
    mutating func move(_ logits: inout [[Double]], _ gradients: [[Double]], rate: Double) {
        count += 1
        let correction1 = 1 - pow(0.9, Double(count))
        let correction2 = 1 - pow(0.99, Double(count))
        for site in logits.indices {
            for k in logits[site].indices {
                let g = gradients[site][k]
                first[site][k] = 0.9 * first[site][k] + 0.1 * g
                second[site][k] = 0.99 * second[site][k] + 0.01 * g * g
                logits[site][k] -=
                    rate * first[site][k] / correction1 / ((second[site][k] / correction2).squareRoot() + 1e-12)
            }
        }
    }
}

/// Why a search could not run.
public enum SearchError: Error, Hashable, Sendable {
    /// The budget's gradient does not match a finite difference: an internal fault.
    case budgetGradient(deviation: Double)
    /// The loss stopped being a number.
    case diverged(step: Int)
    /// A clip without a single delta frame.
    case clipTooShort(source: String, frames: Int, keyframeInterval: Int)
}
