import RandomStreams
import StudentSpace

/// Which candidate every site takes in each assembly that a measurement runs.
///
/// Two sweeps try every candidate but `zero` once each: in one, sites move through their candidates from random places,
/// so that every frame is a mixture; in the other all move from cheap to dear together, as under budgets. Random
/// assemblies with more and more `zero` sites follow: they show what vanishes with them.
struct LatencyDesign {
    /// Candidates' indices, site by site.
    let assemblies: [[Int]]

    static let assembliesWithZeros = 10

    /// - Parameter silent: sites, by index, that may be `zero`.
    init(_ space: SearchSpace, silent: Set<Int>, seed: UInt64) {
        var stream = RandomStream(seed: seed, stream: "latency.design")
        let working = Self.workingCandidates(space)
        let count = working.map(\.count).max() ?? 1

        var mixed = [[Int]](repeating: [], count: count)
        var together = [[Int]](repeating: [], count: count)
        for options in working {
            let start = stream.integer(below: options.count)
            let order = (0..<count).map { (key: Double($0) + stream.uniform(-2..<2), assembly: $0) }
                .sorted { $0.key < $1.key }.map(\.assembly)
            for step in 0..<count {
                mixed[step].append(options[(start + step) % options.count])
                together[order[step]].append(options[step * options.count / count])
            }
        }
        let random = (0..<Self.assembliesWithZeros).map { index in
            Self.random(
                space, silent: silent, zeroProbability: 0.4 * Double(index) / Double(Self.assembliesWithZeros),
                using: &stream)
        }
        assemblies = mixed + together + random
    }

    /// A random assembly: `zero` with a probability where a site may be that, any other candidate alike.
    static func random(
        _ space: SearchSpace, silent: Set<Int>, zeroProbability: Double, using stream: inout RandomStream
    ) -> [Int] {
        zip(space.choices, workingCandidates(space)).enumerated().map { site, pair in
            let (choice, options) = pair
            if stream.bool(probability: zeroProbability), silent.contains(site),
                let zero = choice.candidates.firstIndex(of: .zero)
            {
                return zero
            }
            return options[stream.integer(below: options.count)]
        }
    }

    /// Candidates other than `zero`; `zero` where a site has nothing else.
    private static func workingCandidates(_ space: SearchSpace) -> [[Int]] {
        space.choices.map { choice in
            let working = choice.candidates.indices.filter { choice.candidates[$0] != .zero }
            return working.isEmpty ? [0] : working
        }
    }
}
