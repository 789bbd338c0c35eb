import Compute
import Networks
public import StudentSpace

/// Measures what every candidate of a space takes on this machine, inside whole delta frames.
///
/// No candidate is timed alone: assemblies that vary all sites at once run as a stream would run them, bound to a key
/// frame's state. Every round runs each assembly: once to warm the caches, then in turns with a clock around each node
/// and without. Node times are a site's shares; the fit (``LatencyFit``) scales them so that their sums are the whole
/// frames' times.
public struct LatencyProfiler {
    private let space: SearchSpace
    private let stream: TimedStream
    private let followers: SiteFollowers
    private let weights: StandInWeights
    private let seed: UInt64

    /// Runs in which each assembly is compiled anew.
    static let rounds = 3
    /// Pairs of a frame with clocks and one without, a round.
    static let pairs = 2

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
        let design = LatencyDesign(space, seed: seed)
        let fitted = try time(design.assemblies, "measuring latencies", observer)
        let fit = LatencyFit(space, fitted.assemblies)
        let teacher = TimeSummary(fitted.teacher)
        let table = LatencyTable(
            device: device, threads: stream.threads, input: stream.teacher.input,
            teacherNanoseconds: teacher.lowerQuartile, restNanoseconds: fit.restNanoseconds, sites: fit.table)
        let fresh = LatencyValidation.assemblies(space, table: table, seed: seed)
        let timed = try time(fresh.map(\.choices), "checking predictions", observer)
        let checks = zip(fresh, timed.assemblies).map { assembly, timing in
            LatencyMeasurement.Check(
                label: assembly.label, predicted: LatencyValidation.predicted(timing, space, table),
                measured: timing.frame)
        }
        return LatencyMeasurement(
            table: table, teacher: teacher, scale: fit.scale, assemblies: fitted.assemblies.count, checks: checks)
    }

    /// Times assemblies in rounds, the teacher's frame once an assembly.
    private func time(
        _ choices: [[Int]], _ phase: String, _ observer: SearchSession.Observer
    ) throws -> (assemblies: [AssemblyTiming], teacher: [Int]) {
        var assemblies = try choices.map { try AssemblyTiming($0, space, stream.teacher, followers) }
        var teacher: [Int] = []
        observer.begin(phase, Self.rounds * assemblies.count)
        defer { observer.end() }
        for round in 0..<Self.rounds {
            for index in assemblies.indices {
                try run(&assemblies[index])
                _ = try stream.timeTeacher()
                teacher.append(try stream.timeTeacher())
                try observer.update(round * assemblies.count + index + 1)
            }
        }
        return (assemblies, teacher)
    }

    private func run(_ assembly: inout AssemblyTiming) throws {
        let parameters = try weights.parameters(of: assembly.network, teacher: stream.teacher)
        let plan = try stream.deltaPlan(assembly.network, parameters)
        try plan.forward()
        for _ in 0..<Self.pairs {
            assembly.add(nodes: try plan.timedForward().map(\.duration.nanoseconds))
            assembly.add(frame: try stream.time(plan))
        }
    }
}
