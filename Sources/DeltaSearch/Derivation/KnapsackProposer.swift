import Networks
import RandomStreams
public import StudentSpace

/// Proposes what an exact multiple-choice knapsack over the candidates' damages chooses under a budget.
///
/// A site that can do nothing, because all behind it or all before it is `zero`, gets its cheapest candidate, and what
/// that frees is spent again, until nothing changes. One that decides together with others stays with them: its damage
/// counts no more, its cost does.
///
/// Damages add up as if sites were independent; a `zero` that all of the frame's changes have to pass through ends them
/// all the same. Under a limit of time, which makes such sites dear, a choice of which nothing is left is proposed beside
/// the best one that lets changes through.
public struct KnapsackProposer: Sendable {
    private let teacher: TeacherModel
    private let space: SearchSpace
    private let limits: KnapsackLimits

    /// - Parameter limit: MACs that a delta frame may spend.
    public init(_ teacher: TeacherModel, _ space: SearchSpace, limit: Int) {
        self.init(teacher, space, limits: KnapsackLimits(cost: limit))
    }

    /// - Parameter limits: MACs and nanoseconds that the candidates of a delta frame may spend.
    public init(_ teacher: TeacherModel, _ space: SearchSpace, limits: KnapsackLimits) {
        self.teacher = teacher
        self.space = space
        self.limits = limits
    }

    /// The optimum, and `count − 1` solutions that would be optimal if the damages were a little other than they seem.
    ///
    /// - Throws: ``KnapsackError`` where nothing fits.
    public func propose(_ label: String, damages: [[Double]], count: Int, seed: UInt64) throws -> [Proposal] {
        let solver = KnapsackSolver(try space.knapsack(damages: damages))
        var stream = RandomStream(seed: seed, stream: "proposals.\(label)")
        let solutions = try solver.alternatives(count, within: limits, spread: 0.1, using: &stream)
        var proposals: [Proposal] = []
        for (index, solution) in solutions.enumerated() {
            let choices = try reclaim(space.decisions.candidates(of: solution.choices), damages)
            if proposals.contains(where: { $0.choices == choices }) { continue }
            proposals.append(Proposal(label: index == 0 ? label : "\(label), variation \(index)", choices: choices))
        }
        if limits.time != nil, let first = proposals.first, try liveConvolutions(first.choices).isEmpty {
            let passing = try passing(damages)
            let choices = try reclaim(solve(passing), passing)
            if !proposals.contains(where: { $0.choices == choices }) {
                proposals.append(Proposal(label: label + ", changes let through", choices: choices))
            }
        }
        return proposals
    }

    /// The damages, with `zero` worse than everything else together where it alone would leave nothing.
    private func passing(_ damages: [[Double]]) throws -> [[Double]] {
        let worst = 1 + damages.reduce(0) { $0 + ($1.map(abs).max() ?? 0) }
        let dearest = space.decisions.all.map { $0.options.count - 1 }
        var passing = damages
        for (index, decision) in space.decisions.all.enumerated() {
            // Of sites that decide together, all are `zero` where one is.
            let site = decision.sites[0]
            guard let zero = space.choices[site].candidates.firstIndex(of: .zero),
                let option = decision.options.firstIndex(where: { $0[0] == zero })
            else { continue }
            var options = dearest
            options[index] = option
            if try liveConvolutions(space.decisions.candidates(of: options)).isEmpty { passing[site][zero] += worst }
        }
        return passing
    }

    /// The best candidate of every site.
    private func solve(_ damages: [[Double]]) throws -> [Int] {
        space.decisions.candidates(of: try KnapsackSolver(space.knapsack(damages: damages)).solve(limits).choices)
    }

    private func reclaim(_ start: [Int], _ damages: [[Double]]) throws -> [Int] {
        var choices = start
        var damages = damages
        var idle: Set<Int> = []
        while true {
            let dead = try deadSites(choices).filter { idle.insert($0).inserted }
            if dead.isEmpty { return choices }
            // Whatever stands there does no damage: the cheapest is the best.
            for site in dead { damages[site] = damages[site].map { _ in 0 } }
            choices = try solve(damages)
        }
    }

    /// Sites that spend more than they must on what is zero or what nothing reads.
    private func deadSites(_ choices: [Int]) throws -> [Int] {
        let live = try liveConvolutions(choices)
        return choices.indices.filter { site in
            let choice = space.choices[site]
            return choice.macs[choices[site]] > choice.macs[0] && !live.contains(choice.site.name)
        }
    }

    /// The convolutions that are left once what is zero, and what only zeros feed or nothing reads, has gone.
    private func liveConvolutions(_ choices: [Int]) throws -> Set<String> {
        let network = try assemble(delta: teacher.networks.delta, selection: space.selection(choices))
            .eliminatingZeros().eliminatingDeadNodes()
        var live: Set<String> = []
        for node in network.nodes {
            if case .convolution = node.operation { live.insert(node.name) }
        }
        return live
    }
}
