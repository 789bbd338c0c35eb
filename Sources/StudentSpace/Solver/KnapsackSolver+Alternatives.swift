public import RandomStreams

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

extension KnapsackSolver {
    /// Up to `count` distinct solutions that would each be best if the damages were a little other than they seem: the
    /// optimum, then optima with every damage multiplied by `exp(spread · z)`, z standard normal.
    ///
    /// Damages are estimates, so the k best by their sum differ by less than is known of them. These differ by about as
    /// much, and are worth measuring. In order of the true sum of damages; after `4 · count` draws it is content with
    /// what it has.
    ///
    /// - Throws: ``KnapsackError/infeasible(limit:minimum:)``.
    public func alternatives(_ count: Int, limit: Int, spread: Double = 0.2, using random: inout RandomStream)
        throws(KnapsackError) -> [KnapsackSolution]
    {
        try alternatives(count, within: KnapsackLimits(cost: limit), spread: spread, using: &random)
    }

    /// The same within two limits.
    ///
    /// - Throws: ``KnapsackError`` where nothing keeps them.
    public func alternatives(
        _ count: Int, within limits: KnapsackLimits, spread: Double = 0.2, using random: inout RandomStream
    ) throws(KnapsackError) -> [KnapsackSolution] {
        let optimum = try solve(limits)
        var found = [optimum]
        for _ in 0..<(4 * count) where found.count < count {
            let groups = problem.groups.map { options in
                options.map {
                    KnapsackProblem.Option(
                        cost: $0.cost, time: $0.time, damage: $0.damage * exp(spread * random.normal()))
                }
            }
            let perturbed = KnapsackSolver(try KnapsackProblem(groups), stateLimit: stateLimit, gridSteps: gridSteps)
            let choices = try perturbed.solve(limits).choices
            if found.contains(where: { $0.choices == choices }) { continue }
            found.append(
                KnapsackSolution(
                    problem: problem, choices: choices, lowerBound: optimum.lowerBound, isExact: false))
        }
        return distinct(found, count)
    }
}
