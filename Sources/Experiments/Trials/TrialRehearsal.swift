import Compute
import DeltaSearch
import Foundation
import Synchronization
import Training
import VideoData

/// A trial in small: statistics of a few frames, every fit, the supernet and three of its steps, then a choice. What each part
/// takes is measured on this machine as busy as it is, and added up to a whole trial.
///
/// Fits and the supernet cost what they cost in the trial; statistics, steps and measurements are counted by frames and steps.
struct TrialRehearsal {
    /// Of a whole trial.
    let seconds: Double
    /// Steps that were taken, and frames of which statistics were gathered.
    let steps: Int
    let frames: Int

    private static let steps = 3

    /// - Parameter threads: of the trial's process.
    /// - Throws: what a search throws; ``Interrupted``.
    init(_ request: SearchRequest, _ inputs: SearchInputs, threads: Int, _ watch: Watch) throws {
        let interval = request.resolved.keyframeInterval
        let whole = try inputs.clip.split(interval: interval)
        let first = whole.fitting[0].keyFrame
        // Without steps students are fitted anew once the held-back frames have decided: as long as before, so once is enough.
        let windows = request.strategy.isDifferentiable ? 2 : 1
        let range = first..<min(first + windows * interval, inputs.clip.range.upperBound)
        var small = request.configuration
        (small.searchSteps, small.settleSteps) = (Self.steps, 1)
        let session = try SearchSession(
            inputs.teacher, space: request.resolved.space, limit: request.limit, source: inputs.source, range: range,
            strategy: request.strategy, configuration: small, pool: WorkerPool(count: threads))
        let clock = PhaseClock(watch.observer)
        let began = ContinuousClock.now
        try session.prepare(clock.observer)
        var step = 0.0
        if let gumbel = session.gumbel {
            watch.meter.begin("steps", total: Self.steps)
            for number in 0..<Self.steps {
                try watch.check()
                let began = ContinuousClock.now
                _ = try gumbel.advance()
                // The first has what all need for the first time.
                if number > 0 { step += (ContinuousClock.now - began) / .seconds(1) / Double(Self.steps - 1) }
                watch.meter.update(number + 1)
            }
            watch.meter.end()
        }
        _ = try session.choose(clock.observer)
        var total = (ContinuousClock.now - began) / .seconds(1)

        // What more frames take, beside what any number of them does.
        let more = Array(whole.fitting.prefix(max(2, threads)))
        let (few, many) = (Self.frames(session.split.fitting), Self.frames(more))
        var perFrame = clock.seconds("delta statistics") / Double(max(1, few))
        if many > few {
            let began = ContinuousClock.now
            try StatisticsCollector(inputs.teacher, pool: session.pool, seed: small.seed)
                .add(more, of: inputs.source) { _ in try watch.check() }
            let taken = (ContinuousClock.now - began) / .seconds(1)
            perFrame = max(0, taken - clock.seconds("delta statistics")) / Double(many - few)
        }
        let forward = try Self.teacherSeconds(inputs) / Double(min(threads, Self.cores))
        let fitted = session.gumbel == nil ? whole.all : whole.fitting
        let known = session.gumbel == nil ? session.split.all : session.split.fitting
        total += perFrame * Double(max(0, Self.frames(fitted) - Self.frames(known)))
        let deciding = Double(max(0, Self.frames(whole.deciding) - Self.frames(session.split.deciding)))
        let networks = clock.count(Derivation.measuringPhase) + (session.gumbel == nil ? 0 : 2)
        // A network that is measured: the teacher beside it, and the student, which costs less.
        total += 2 * forward * deciding * Double(networks)
        total +=
            clock.seconds("replacing one site at a time") * deciding
            / Double(max(1, Self.frames(session.split.deciding)))
        if session.gumbel != nil {
            total += forward * Double(Self.frames(whole.all) - Self.frames(session.split.all))
            total += step * Double(max(0, request.steps - Self.steps))
            // The result is measured once more.
            total += clock.seconds(Derivation.measuringPhase) / Double(max(1, clock.count(Derivation.measuringPhase)))
        } else if !whole.heldBack.isEmpty {
            total += clock.seconds("closed-form students")
        }
        seconds = total
        steps = session.gumbel == nil ? 0 : Self.steps
        frames = few + (many > few ? many : 0)
    }

    private static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    private static func frames(_ windows: [FrameWindow]) -> Int { windows.reduce(0) { $0 + $1.frames.count } }

    /// One forward pass on one thread, the fastest of three.
    private static func teacherSeconds(_ inputs: SearchInputs) throws -> Double {
        let teacher = inputs.teacher
        let plan = try Plan(
            teacher.network, parameters: ParameterStore(teacher.parameters), options: PlanOptions(threads: 1))
        teacher.normalization.write(
            try inputs.source.frame(at: inputs.clip.range.lowerBound), to: plan.tensor(teacher.frame))
        try plan.forward()
        return try (0..<3).map { _ in
            let began = ContinuousClock.now
            try plan.forward()
            return (ContinuousClock.now - began) / .seconds(1)
        }.min() ?? 0
    }
}

/// How long phases take, and how much there is in each.
private final class PhaseClock: Sendable {
    private struct State {
        var current: (name: String, began: ContinuousClock.Instant)?
        var seconds: [String: Double] = [:]
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let shown: SearchSession.Observer

    init(_ shown: SearchSession.Observer) { self.shown = shown }

    var observer: SearchSession.Observer {
        SearchSession.Observer(
            begin: { name, total in
                self.state.withLock {
                    $0.current = (name, .now)
                    $0.counts[name, default: 0] += total
                }
                self.shown.begin(name, total)
            },
            update: { try self.shown.update($0) },
            end: {
                self.state.withLock { state in
                    guard let (name, began) = state.current else { return }
                    state.seconds[name, default: 0] += (ContinuousClock.now - began) / .seconds(1)
                    state.current = nil
                }
                self.shown.end()
            })
    }

    func seconds(_ phase: String) -> Double { state.withLock { $0.seconds[phase] ?? 0 } }

    func count(_ phase: String) -> Int { state.withLock { $0.counts[phase] ?? 0 } }
}
