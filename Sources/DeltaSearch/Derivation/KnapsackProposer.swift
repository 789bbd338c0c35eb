import Networks
import RandomStreams
public import StudentSpace

/// Proposes what an exact multiple-choice knapsack over the candidates' damages chooses under a budget.
///
/// A site whose output nothing reads any more, because everything behind it is `zero`, is set to `zero` too, and what
/// that frees is spent again, until nothing changes.
public struct KnapsackProposer: Sendable {
    private let teacher: TeacherModel
    private let space: SearchSpace
    private let limit: Int

    /// - Parameter limit: MACs that a delta frame may spend.
    public init(_ teacher: TeacherModel, _ space: SearchSpace, limit: Int) {
        self.teacher = teacher
        self.space = space
        self.limit = limit
    }

    /// The optimum, and `count − 1` solutions that would be optimal if the damages were a little other than they seem.
    ///
    /// - Throws: ``KnapsackError/infeasible(limit:minimum:)`` where nothing fits.
    public func propose(_ label: String, damages: [[Double]], count: Int, seed: UInt64) throws -> [Proposal] {
        let solver = KnapsackSolver(try space.knapsack(damages: damages))
        var stream = RandomStream(seed: seed, stream: "proposals.\(label)")
        let solutions = try solver.alternatives(count, limit: limit, spread: 0.1, using: &stream)
        var proposals: [Proposal] = []
        for (index, solution) in solutions.enumerated() {
            let choices = try reclaim(solution.choices, damages)
            if proposals.contains(where: { $0.choices == choices }) { continue }
            proposals.append(Proposal(label: index == 0 ? label : "\(label), variation \(index)", choices: choices))
        }
        return proposals
    }

    private func reclaim(_ start: [Int], _ damages: [[Double]]) throws -> [Int] {
        var choices = start
        var forced: Set<Int> = []
        while true {
            let dead = try deadSites(choices).subtracting(forced)
            if dead.isEmpty { return choices }
            forced.formUnion(dead)
            let restricted = damages.enumerated().map { site, damages in
                damages.enumerated().map { candidate, damage in
                    forced.contains(site) ? (space.choices[site].candidates[candidate] == .zero ? 0 : 1e30) : damage
                }
            }
            choices = try KnapsackSolver(space.knapsack(damages: restricted)).solve(limit: limit).choices
        }
    }

    /// Sites that spend MACs on what nothing reads, and may be `zero`.
    private func deadSites(_ choices: [Int]) throws -> Set<Int> {
        let network = try assemble(delta: teacher.networks.delta, selection: space.selection(choices))
            .eliminatingZeros().eliminatingDeadNodes()
        let live = Set(network.nodes.map(\.name))
        return Set(
            choices.indices.filter { site in
                let candidates = space.choices[site].candidates
                return candidates[choices[site]] != .zero && candidates.contains(.zero)
                    && !live.contains(space.choices[site].site.name)
            })
    }
}
