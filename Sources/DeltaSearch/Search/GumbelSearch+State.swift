public import Compute
import Training

/// Everything but the factors and their moments that a differentiable search is at a step.
public struct GumbelState: Sendable, Hashable {
    public var step: Int
    /// A row a decision.
    public var logits: [[Double]]
    /// Adam's moments of the logits, and the updates they have had.
    public var firstMoments: [[Double]]
    public var secondMoments: [[Double]]
    public var logitUpdates: Int
    public var lambda: Double
    /// λ of the budget of time; nil without one.
    public var timeLambda: Double?
    /// The running mean of the divergence, in which λ's step is measured.
    public var divergenceAverage: Double
    /// The choice that settles, once there is one: a candidate a site.
    public var settled: [Int]?

    public init(
        step: Int, logits: [[Double]], firstMoments: [[Double]], secondMoments: [[Double]], logitUpdates: Int,
        lambda: Double, timeLambda: Double? = nil, divergenceAverage: Double, settled: [Int]?
    ) {
        self.step = step
        self.logits = logits
        self.firstMoments = firstMoments
        self.secondMoments = secondMoments
        self.logitUpdates = logitUpdates
        self.lambda = lambda
        self.timeLambda = timeLambda
        self.divergenceAverage = divergenceAverage
        self.settled = settled
    }
}

extension GumbelSearch {
    /// Where the search stands. Setting it, after the factors and ``factorMoments``, takes the search up there.
    public var state: GumbelState {
        get {
            GumbelState(
                step: step, logits: logits, firstMoments: logitMoments.first, secondMoments: logitMoments.second,
                logitUpdates: logitMoments.count, lambda: pressures.compute?.lambda ?? 0,
                timeLambda: pressures.time?.lambda, divergenceAverage: divergenceAverage, settled: settled)
        }
        set {
            step = newValue.step
            logits = newValue.logits
            logitMoments.first = newValue.firstMoments
            logitMoments.second = newValue.secondMoments
            logitMoments.count = newValue.logitUpdates
            pressures.compute?.lambda = newValue.lambda
            if let lambda = newValue.timeLambda { pressures.time?.lambda = lambda }
            divergenceAverage = newValue.divergenceAverage
            settled = newValue.settled
            factorOptimizer.step = newValue.step
            for site in supernet.bank.sites.indices { supernet.invalidate(site) }
        }
    }

    /// The optimiser's state of every factor, by name, in a fixed order.
    public var factorMoments: [(name: String, values: FloatBuffer)] { factorOptimizer.state }
}
