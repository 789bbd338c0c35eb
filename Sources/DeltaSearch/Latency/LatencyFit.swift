import StudentSpace

/// From timed assemblies to a sum that predicts them: `frame = rest + Σ_s candidate_s`.
///
/// A candidate's share is the mean of its nodes' times over the assemblies in which it ran, and of those of the nodes
/// that follow its site. The sums `S_j` of shares are then scaled, and the rest chosen, so that they come to the whole
/// frames: see ``line(_:rest:)``.
struct LatencyFit {
    /// Site name, then candidate; in nanoseconds, scaled.
    let table: [String: [String: Int]]
    let restNanoseconds: Int
    let scale: Double

    /// - Parameter threads: that the frames ran on: with several, some idle while others end a stage, and the scale is not
    ///   known beforehand.
    init(_ space: SearchSpace, _ assemblies: [AssemblyTiming], threads: Int) {
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
        // Of a network that is mostly gone, what is left is like nothing that a search would choose.
        let points = zip(assemblies, times).compactMap { assembly, time -> Point? in
            guard 2 * assembly.sites.count >= space.choices.count else { return nil }
            let sum = assembly.choices.enumerated().reduce(0.0) { sum, choice in
                time.own[choice.offset] == nil ? sum : sum + shares[choice.offset][choice.element]
            }
            return Point(
                sum: sum, frame: Double(assembly.frame.lowerDecile),
                deviation: Double(assembly.frame.upperQuartile - assembly.frame.lowerQuartile))
        }
        let rests = times.map(\.rest).sorted()
        let line = Self.line(
            points, rest: rests.isEmpty ? 0 : rests[rests.count / 2], scaleDeviation: threads == 1 ? 0.1 : 0.5)
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

    /// What one assembly says: its shares' sum, what its frame took, and how unsure that is.
    struct Point {
        var sum: Double
        var frame: Double
        var deviation: Double
    }

    /// How far the rest may be from its nodes' times, before whole frames are seen, in median frames.
    static let restDeviation = 0.02
    /// A frame is never known better than to this share of it.
    static let frameDeviation = 0.02

    /// `min Σ_j ((scale · S_j + rest − frame_j) / σ_j)² + ((scale − 1) / σ_scale)² + ((rest − rest_0) / σ_rest)²`.
    ///
    /// Clocks around nodes hold on a busy machine, where hardly a node is interrupted; whole frames do not. On a quiet one
    /// the frames decide, and the scale takes up what lies between nodes: barriers, cold caches.
    ///
    /// - Parameter scaleDeviation: how far the scale may be from 1, before whole frames are seen.
    static func line(_ points: [Point], rest nodes: Double, scaleDeviation: Double) -> (scale: Double, rest: Double) {
        let sorted = points.map(\.frame).sorted()
        let typical = sorted.isEmpty ? 1 : max(1, sorted[sorted.count / 2])
        // The normal equations' sums of w, w·S, w·S², w·F, w·S·F, the prior first.
        let priorScale = 1 / (scaleDeviation * scaleDeviation)
        let priorRest = 1 / (restDeviation * typical * restDeviation * typical)
        var (w, s, ss, f, sf) = (priorRest, 0.0, priorScale, priorRest * nodes, priorScale)
        for point in points {
            let deviation = max(point.deviation, frameDeviation * max(point.frame, typical / 4))
            let weight = 1 / (deviation * deviation)
            w += weight
            s += weight * point.sum
            ss += weight * point.sum * point.sum
            f += weight * point.frame
            sf += weight * point.sum * point.frame
        }
        let scale = (sf - s * f / w) / (ss - s * s / w)
        let rest = (f - scale * s) / w
        if scale > 0, rest >= 0 { return (scale, rest) }
        return (max(0.1, sf / ss), 0)
    }
}
