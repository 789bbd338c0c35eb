import Compute
import Networks
public import StudentSpace

/// Measures what every candidate of a space takes on this machine, inside whole delta frames.
///
/// No candidate is timed alone: assemblies that vary all sites at once run as a stream would run them, bound to a key
/// frame's state. Every round runs each assembly: once to warm the caches, once with a clock around each node, once
/// without. Rounds are many and short, so that a machine's faster and slower moments hit all alike. Node times are a site's shares; the fit (``LatencyFit``) scales them so that their sums are the whole
/// frames' times.
public struct LatencyProfiler {
    private let space: SearchSpace
    private let stream: TimedStream
    private let followers: SiteFollowers
    private let weights: StandInWeights
    private let seed: UInt64

    /// Rounds; each compiles each assembly anew.
    static let rounds = 6
    /// Rounds that there are however long they take, and seconds after which no further one begins.
    static let fewestRounds = 2
    static let patience = 60.0
    /// The teacher's frame is timed beside every so many assemblies.
    static let teacherStride = 6

    /// - Parameters:
    ///   - teacher: any weights will do.
    ///   - space: of that teacher's sites.
    ///   - threads: that one frame uses.
    /// - Throws: what compiling throws.
    public init(_ teacher: TeacherModel, space: SearchSpace, threads: Int, seed: UInt64 = 0) throws {
        self.space = space
        self.seed = seed
        stream = try TimedStream(teacher, threads: threads, seed: seed)
        followers = try SiteFollowers(teacher)
        weights = StandInWeights(seed: seed)
    }

    /// Measures, fits, and compares the table's predictions with assemblies that the fit has not seen.
    ///
    /// - Parameter device: for the table.
    /// - Throws: what compiling and running throw, and what the observer throws.
    public func measure(device: String, _ observer: SearchSession.Observer = .none) throws -> LatencyMeasurement {
        let design = LatencyDesign(space, silent: followers.dispensable, seed: seed)
        let fitted = try time(design.assemblies, "measuring latencies", observer)
        let fit = LatencyFit(space, fitted.assemblies, threads: stream.threads)
        let teacher = TimeSummary(fitted.teacher)
        let table = LatencyTable(
            device: device, threads: stream.threads, input: stream.teacher.input,
            teacherNanoseconds: teacher.lowerDecile, restNanoseconds: fit.restNanoseconds, sites: fit.table)
        let fresh = LatencyValidation.assemblies(
            space, silent: followers.dispensable, table: table, seed: seed)
        let timed = try time(fresh.map(\.choices), "checking predictions", observer)
        let checks = zip(fresh, timed.assemblies).compactMap { assembly, timing -> LatencyMeasurement.Check? in
            // What is mostly gone is like nothing that a search would choose.
            guard 2 * timing.sites.count >= space.choices.count else { return nil }
            return LatencyMeasurement.Check(
                label: assembly.label, predicted: LatencyValidation.predicted(timing, space, table),
                measured: timing.frame)
        }
        return LatencyMeasurement(
            table: table, teacher: teacher, scale: fit.scale, assemblies: fitted.assemblies.count, checks: checks)
    }

    /// Times assemblies in rounds, the teacher's frame among them.
    private func time(
        _ choices: [[Int]], _ phase: String, _ observer: SearchSession.Observer
    ) throws -> (assemblies: [AssemblyTiming], teacher: [Int]) {
        var assemblies = try choices.map { try AssemblyTiming($0, space, stream.teacher, followers) }
        var teacher: [Int] = []
        observer.begin(phase, Self.rounds * assemblies.count)
        defer { observer.end() }
        let clock = ContinuousClock()
        let start = clock.now
        for round in 0..<Self.rounds
        where round < Self.fewestRounds || clock.now - start < .seconds(Self.patience) {
            for index in assemblies.indices {
                try run(&assemblies[index])
                if index % Self.teacherStride == 0 {
                    // What runs first after other plans finds nothing of its own in the caches.
                    _ = try stream.timeTeacher()
                    teacher.append(try stream.timeTeacher())
                }
                try observer.update(round * assemblies.count + index + 1)
            }
        }
        return (assemblies, teacher)
    }

    private func run(_ assembly: inout AssemblyTiming) throws {
        let parameters = try weights.parameters(of: assembly.network, teacher: stream.teacher)
        let plan = try stream.deltaPlan(assembly.network, parameters)
        try plan.forward()
        // A node's time is the sum of what all threads spend on it.
        let nodes = try plan.timedForward().map { ($0.node, $0.duration.nanoseconds / stream.threads) }
        assembly.add(nodes: Dictionary(uniqueKeysWithValues: nodes))
        assembly.add(frame: try stream.time(plan))
    }
}
