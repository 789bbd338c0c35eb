import StudentSpace

/// From timed assemblies to a sum that predicts them: `frame = rest + Σ_s candidate_s`.
///
/// A candidate's share is the mean of its nodes' times over the assemblies in which it ran, and of those of the nodes
/// that follow its site. The sums `S_j` of shares are then scaled, and the rest chosen, by least squares of relative
/// errors: `min Σ_j ((scale · S_j + rest − frame_j) / frame_j)²`.
struct LatencyFit {
    /// Site name, then candidate; in nanoseconds, scaled.
    let table: [String: [String: Int]]
    let restNanoseconds: Int
    let scale: Double

    init(_ space: SearchSpace, _ assemblies: [AssemblyTiming]) {
        let times = assemblies.map { $0.bySite(space.choices.count) }
        var own = space.choices.map { [Mean](repeating: Mean(), count: $0.candidates.count) }
        var followers = [Mean](repeating: Mean(), count: space.choices.count)
        for (assembly, time) in zip(assemblies, times) {
            for (site, choice) in assembly.choices.enumerated() {
                if let nanoseconds = time.own[site] {
                    own[site][choice].add(nanoseconds)
                    if space.choices[site].candidates[choice] != .zero { followers[site].add(time.followers[site]) }
                }
            }
        }
        let shares = space.choices.indices.map { site in
            space.choices[site].candidates.indices.map { index in
                space.choices[site].candidates[index] == .zero
                    ? 0 : own[site][index].value + followers[site].value
            }
        }
        let points = zip(assemblies, times).map { assembly, time in
            let sum = assembly.choices.enumerated().reduce(0.0) { sum, choice in
                time.own[choice.offset] == nil ? sum : sum + shares[choice.offset][choice.element]
            }
            return (sum: sum, frame: Double(assembly.frame.lowerQuartile))
        }
        let line = Self.line(points)
        scale = line.scale
        restNanoseconds = Int(line.rest.rounded())
        var table: [String: [String: Int]] = [:]
        for (choice, shares) in zip(space.choices, shares) {
            table[choice.site.name] = Dictionary(
                uniqueKeysWithValues: zip(choice.candidates, shares).map {
                    ("\($0)", Int(($1 * line.scale).rounded()))
                })
        }
        self.table = table
    }

    private struct Mean {
        var sum = 0.0
        var count = 0

        mutating func add(_ value: Double) {
            sum += value
            count += 1
        }

        var value: Double { count > 0 ? sum / Double(count) : 0 }
    }

    /// The line of least squared relative errors through points, its scale at least a half and at most two, its rest not
    /// negative; scale 1 where the points do not tell.
    static func line(_ points: [(sum: Double, frame: Double)]) -> (scale: Double, rest: Double) {
        // Weighted by 1 / frame²: sums of w, w·S, w·S², w·F, w·S·F.
        var (w, s, ss, f, sf) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for point in points where point.frame > 0 {
            let weight = 1 / (point.frame * point.frame)
            w += weight
            s += weight * point.sum
            ss += weight * point.sum * point.sum
            f += weight * point.frame
            sf += weight * point.sum * point.frame
        }
        guard w > 0 else { return (1, 0) }
        let variance = ss - s * s / w
        // Points as good as in one place say nothing of a slope.
        let slope = variance > 1e-4 * ss ? (sf - s * f / w) / variance : 1
        let scale = min(2, max(0.5, slope))
        let rest = (f - scale * s) / w
        if rest >= 0 { return (scale, rest) }
        return (ss > 0 ? min(2, max(0.5, sf / ss)) : 1, 0)
    }
}
