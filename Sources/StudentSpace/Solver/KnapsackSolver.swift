/// Solves multiple-choice knapsacks exactly, by dynamic programming over integer costs.
///
/// A first sweep keeps a few hundred promising partial choices and finds a good solution; its damage then bounds the
/// exact sweep, which keeps every undominated partial choice that the linear relaxation of the remaining groups does
/// not rule out. 80 sites of 16 candidates leave some thousand states. Should an instance leave more than
/// ``stateLimit``, its costs are rounded up to a grid of ``gridSteps`` steps (never exceeding the limit) and the result
/// says that it is not proven; its ``KnapsackSolution/gap`` says how good it is all the same.
///
/// Of solutions of equal damage the cheaper wins, then the one that is found first in an order fixed by the problem.
public struct KnapsackSolver: Sendable {
    public let problem: KnapsackProblem
    /// The most partial choices that one step may keep.
    public var stateLimit: Int
    /// The resolution of the fallback.
    public var gridSteps: Int

    public init(_ problem: KnapsackProblem, stateLimit: Int = 1 << 18, gridSteps: Int = 1 << 15) {
        self.problem = problem
        self.stateLimit = stateLimit
        self.gridSteps = gridSteps
    }

    /// The solution of least damage within a limit.
    ///
    /// - Throws: ``KnapsackError/infeasible(limit:minimum:)``.
    public func solve(limit: Int) throws(KnapsackError) -> KnapsackSolution { try best(1, limit: limit)[0] }

    /// The best solution for each of several limits.
    ///
    /// - Throws: ``KnapsackError/infeasible(limit:minimum:)`` for the first limit that is too low.
    public func solve(limits: [Int]) throws(KnapsackError) -> [KnapsackSolution] {
        var solutions: [KnapsackSolution] = []
        for limit in limits { solutions.append(try solve(limit: limit)) }
        return solutions
    }

    /// The `count` best distinct solutions within a limit, best first; fewer where there are fewer.
    ///
    /// They are the exact k best: neighbours in damage, and so mostly near one another in their choices too.
    /// ``alternatives(_:limit:spread:using:)`` gives solutions that differ more.
    ///
    /// - Throws: ``KnapsackError/infeasible(limit:minimum:)``.
    /// - Precondition: `count` is at least 1.
    public func best(_ count: Int, limit: Int) throws(KnapsackError) -> [KnapsackSolution] {
        precondition(count >= 1, "the best \(count) solutions")
        let minimum = problem.minimumCost
        guard limit >= minimum else { throw .infeasible(limit: limit, minimum: minimum) }

        let reduced = ReducedProblem(problem, limit: limit, depth: count)
        let sweep = ParetoSweep(reduced, depth: count)
        let lowerBound = sweep.relaxations[0].damage(within: reduced.capacity)
        let start = sweep.best(bound: .infinity, states: Self.beam + 16 * count, overflow: .keepBest) ?? []
        let bound = start.count == count ? start[count - 1].damage : .infinity

        if let exact = sweep.best(bound: bound, states: stateLimit, overflow: .fail) {
            return exact.map { solution($0.options, of: reduced, lowerBound: lowerBound, isExact: true) }
        }
        if count == 1, start[0].damage <= lowerBound + sweep.tolerance {
            return [solution(start[0].options, of: reduced, lowerBound: lowerBound, isExact: true)]
        }
        let coarse = ParetoSweep(reduced.coarsened(to: gridSteps), depth: count)
        let found = coarse.best(bound: bound, states: .max, overflow: .keepBest) ?? []
        return distinct(
            (start + found).map { solution($0.options, of: reduced, lowerBound: lowerBound, isExact: false) }, count)
    }

    /// The optimum of the linear relaxation, in which a group may mix its options: no solution has less damage.
    ///
    /// - Throws: ``KnapsackError/infeasible(limit:minimum:)``.
    public func lowerBound(limit: Int) throws(KnapsackError) -> Double {
        let minimum = problem.minimumCost
        guard limit >= minimum else { throw .infeasible(limit: limit, minimum: minimum) }
        let reduced = ReducedProblem(problem, limit: limit, depth: 1)
        return LinearRelaxation.suffixes(of: reduced.groups)[0].damage(within: reduced.capacity)
    }

    /// Partial choices that a step of the first sweep keeps, at least.
    private static let beam = 256

    /// A reduced problem's choice in terms of the problem as given, summed in its order.
    private func solution(_ options: [Int], of reduced: ReducedProblem, lowerBound: Double, isExact: Bool)
        -> KnapsackSolution
    {
        var choices = [Int](repeating: 0, count: options.count)
        for (stage, option) in options.enumerated() {
            choices[reduced.origin[stage]] = reduced.groups[stage][option].index
        }
        return KnapsackSolution(problem: problem, choices: choices, lowerBound: lowerBound, isExact: isExact)
    }
}

extension KnapsackSolution {
    /// A choice with its cost and damage summed up.
    init(problem: KnapsackProblem, choices: [Int], lowerBound: Double, isExact: Bool) {
        let chosen = zip(problem.groups, choices).map { $0[$1] }
        let damage = chosen.reduce(0) { $0 + $1.damage }
        // The bound and the sum round differently: where they are one number, they shall be one.
        self.init(
            choices: choices, cost: chosen.reduce(0) { $0 + $1.cost }, time: chosen.reduce(0) { $0 + $1.time },
            damage: damage, lowerBound: min(lowerBound, damage), isExact: isExact)
    }
}

/// The `count` best of some solutions, each once.
func distinct(_ solutions: [KnapsackSolution], _ count: Int) -> [KnapsackSolution] {
    var kept: [KnapsackSolution] = []
    let sorted = solutions.enumerated().sorted {
        ($0.element.damage, $0.element.cost, $0.offset) < ($1.element.damage, $1.element.cost, $1.offset)
    }
    for solution in sorted.map(\.element) where kept.count < count {
        if !kept.contains(where: { $0.choices == solution.choices }) { kept.append(solution) }
    }
    return kept
}
