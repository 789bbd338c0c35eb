/// Knapsacks of two resources.
extension KnapsackSolver {
    /// The solution of least damage within a limit of cost and, where there is one, of time.
    ///
    /// The optimum under one limit that happens to keep the other is the optimum. Otherwise a Lagrangian relaxation
    /// prices both resources, a narrow sweep finds a good solution, options whose price is too far from the best of
    /// their group are left out, and a wide sweep over what remains proves the optimum, or how far it may be.
    ///
    /// - Throws: ``KnapsackError/infeasible(limit:minimum:)``, ``KnapsackError/infeasibleTime(limit:minimum:)`` or
    ///   ``KnapsackError/infeasibleTogether(limits:minimum:)``.
    public func solve(_ limits: KnapsackLimits) throws(KnapsackError) -> KnapsackSolution {
        guard let time = limits.time else { return try solve(limit: limits.cost) }
        let cheapest = try solve(limit: limits.cost)
        guard time >= problem.minimumTime else {
            throw .infeasibleTime(limit: time, minimum: problem.minimumTime)
        }
        if cheapest.isExact, cheapest.time <= time { return cheapest }
        let byTime = KnapsackSolver(problem.byTime, stateLimit: stateLimit, gridSteps: gridSteps)
        let fastest = try byTime.solve(limit: time)
        if fastest.isExact, fastest.time <= limits.cost { return restated(fastest) }
        return try solveTwo(limits, time, floor: max(cheapest.lowerBound, fastest.lowerBound))
    }

    /// The prices of a unit of cost and of time at which the relaxation is tightest, in units of damage.
    ///
    /// - Throws: as ``solve(_:)`` where either limit cannot be kept by itself.
    public func prices(_ limits: KnapsackLimits) throws(KnapsackError) -> (cost: Double, time: Double) {
        let (minimumCost, minimumTime) = (problem.minimumCost, problem.minimumTime)
        guard limits.cost >= minimumCost else { throw .infeasible(limit: limits.cost, minimum: minimumCost) }
        let time = limits.time ?? .max
        guard time >= minimumTime else { throw .infeasibleTime(limit: time, minimum: minimumTime) }
        let relaxation = JointRelaxation(JointProblem(problem, cost: limits.cost, time: time))
        return (relaxation.costPrice, relaxation.timePrice)
    }

    private func solveTwo(
        _ limits: KnapsackLimits, _ time: Int, floor: Double
    ) throws(KnapsackError) -> KnapsackSolution {
        let quickest = try KnapsackSolver(problem.ofTime, stateLimit: stateLimit, gridSteps: gridSteps)
            .solve(limit: limits.cost)
        guard quickest.time <= time else { throw .infeasibleTogether(limits: limits, minimum: quickest.time) }
        var best = KnapsackSolution(
            problem: problem, choices: quickest.choices, lowerBound: -.infinity, isExact: false)

        let joint = JointProblem(problem, cost: limits.cost, time: time)
        let relaxation = JointRelaxation(joint)
        let floor = max(floor, relaxation.bound)
        var proven = floor
        for states in [Self.narrow, Self.wide] where best.damage > proven + joint.tolerance {
            // No choice with an option is better than the relaxation plus what the option's price exceeds the least by.
            let room = best.damage + joint.tolerance - relaxation.bound
            let excess = joint.groups.map(relaxation.excess)
            let core = joint.keeping { excess[$0][$1] <= max(0, room) }
            let outcome = JointSweep(core, relaxation).best(bound: best.damage, states: min(states, stateLimit))
            if let options = outcome.options {
                var choices = best.choices
                for (stage, option) in options.enumerated() {
                    choices[core.origin[stage]] = core.groups[stage][option].index
                }
                best = KnapsackSolution(problem: problem, choices: choices, lowerBound: -.infinity, isExact: false)
            }
            proven = max(proven, min(outcome.proven, best.damage))
        }
        return KnapsackSolution(
            problem: problem, choices: best.choices, lowerBound: min(proven, best.damage),
            isExact: best.damage <= proven + joint.tolerance)
    }

    /// Partial choices that the sweeps keep.
    private static let (narrow, wide) = (1 << 10, 1 << 15)

    private func restated(_ solution: KnapsackSolution) -> KnapsackSolution {
        KnapsackSolution(
            problem: problem, choices: solution.choices, lowerBound: solution.lowerBound, isExact: solution.isExact)
    }
}
