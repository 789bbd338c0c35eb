import RandomStreams
import StudentSpace

/// Assemblies on which a table's predictions are compared with the clock: random ones, and what knapsacks over the
/// table's own times choose, which would bring to light where it flatters.
enum LatencyValidation {
    static let randomAssemblies = 6
    /// Shares of the teacher's time that knapsacks are given.
    static let shares = [0.25, 0.35, 0.5, 0.7]

    static func assemblies(
        _ space: SearchSpace, silent: Set<Int>, table: LatencyTable, seed: UInt64
    ) -> [(label: String, choices: [Int])] {
        var stream = RandomStream(seed: seed, stream: "latency.validation")
        var result: [(label: String, choices: [Int])] = (0..<randomAssemblies).map { index in
            (
                "random",
                LatencyDesign.random(space, silent: silent, zeroProbability: 0.05 * Double(index), using: &stream)
            )
        }
        for share in shares {
            let limit = Int(share * Double(table.teacherNanoseconds)) - table.restNanoseconds
            let damages = damages(space, silent: silent, using: &stream)
            let groups = zip(space.choices, damages).map { choice, damages in
                zip(choice.candidates, damages).map { candidate, damage in
                    KnapsackProblem.Option(
                        cost: table.nanoseconds(site: choice.site.name, candidate: candidate) ?? 0, damage: damage)
                }
            }
            guard let problem = try? KnapsackProblem(groups),
                let solution = try? KnapsackSolver(problem).solve(limit: limit)
            else { continue }
            result.append(("knapsack, \(Int(share * 100))% of the teacher's time", solution.choices))
        }
        return result
    }

    /// `rest + Σ` over the sites that run: a site that reads zeros alone, or that nothing reads, is not among them.
    static func predicted(_ assembly: AssemblyTiming, _ space: SearchSpace, _ table: LatencyTable) -> Int {
        assembly.sites.sorted().reduce(table.restNanoseconds) { sum, site in
            let choice = space.choices[site]
            let candidate = choice.candidates[assembly.choices[site]]
            return sum + (table.nanoseconds(site: choice.site.name, candidate: candidate) ?? 0)
        }
    }

    /// Of a site that says nothing, where leaving out nearly all of its work does 1.
    private static let zeroDamage = 10.0

    /// Made-up damages of the usual form: a site's own weight times the square of the share of work left out; more for
    /// `zero`, and too much where nothing would be left of the network.
    private static func damages(
        _ space: SearchSpace, silent: Set<Int>, using stream: inout RandomStream
    ) -> [[Double]] {
        space.choices.enumerated().map { site, choice in
            let weight = 1 / (0.02 + stream.uniform())
            return zip(choice.candidates, choice.macs).map { candidate, macs in
                if candidate == .zero, !silent.contains(site) { return 1e18 }
                let missing = 1 - Double(macs) / Double(max(1, choice.site.teacherMACs))
                let share = candidate == .zero ? zeroDamage : missing * missing
                return weight * Double(choice.site.teacherMACs) * share
            }
        }
    }
}
