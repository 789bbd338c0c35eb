import RandomStreams
import StudentSpace

/// The exact choice for 80 sites of 16 candidates, over instances from a seed.
struct KnapsackRow: BenchGroup {
    static let instances = 25

    var names: [BenchName] { [.knapsack] }

    func measure(_ names: [BenchName], _ context: BenchContext) throws -> [BenchRow] {
        var stream = RandomStream(seed: 0, stream: "bench.knapsack")
        let problems = try (0..<Self.instances).map { _ in
            try KnapsackProblem((0..<80).map { _ in Self.site(&stream) })
        }
        let side = Contest.Side(name: "ours") {
            try problems.map { problem in
                let most = problem.groups.reduce(0) { $0 + ($1.map(\.cost).max() ?? 0) }
                return try Stopwatch.milliseconds {
                    _ = try KnapsackSolver(problem).solve(limit: most * 3 / 10)
                }
            }
        }
        return [BenchRow(.knapsack, ours: try context.contest(.knapsack, [side])[0])]
    }

    /// A site's candidates: costs up to a full convolution's, damages that fall with them, with scatter.
    private static func site(_ stream: inout RandomStream) -> [KnapsackProblem.Option] {
        let most = 1e6 * (1 + 60 * stream.uniform())
        let damage = 1e-3 + stream.uniform()
        let decay = 2 + 4 * stream.uniform()
        return (0..<16).map { index in
            let share = index == 15 ? 1 : (Double(index) + 0.9 * stream.uniform()) / 16
            let remaining = index == 15 ? 0 : (1 - share) / (1 + decay * share) * (0.7 + 0.6 * stream.uniform())
            return KnapsackProblem.Option(cost: Int(most * share), damage: damage * remaining)
        }
    }
}
