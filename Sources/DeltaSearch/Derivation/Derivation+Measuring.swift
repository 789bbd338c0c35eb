public import Compute
public import StudentSpace
public import VideoData

/// Where proposals are measured, and how long their frames take.
public struct DerivationFrames {
    public var bank: CandidateBank
    public var windows: [FrameWindow]
    public var source: any FrameSource
    public var pool: WorkerPool
    /// Times whole students; nil: their times are not measured.
    public var timing: (any FrameTiming)?

    public init(
        bank: CandidateBank, windows: [FrameWindow], source: any FrameSource, pool: WorkerPool,
        timing: (any FrameTiming)? = nil
    ) {
        self.bank = bank
        self.windows = windows
        self.source = source
        self.pool = pool
        self.timing = timing
    }
}

extension Derivation {
    /// The proposals measured, the best first.
    ///
    /// Where whole frames can be timed, the best is. Under a budget of time that the measured time exceeds, the limit of
    /// the predicted time is lowered in proportion and what is proposed within it is measured as well, a few times; the
    /// first of the result is then the best of those whose measured time keeps the budget, and where none does the
    /// fastest of them.
    ///
    /// - Parameter first: What to measure before anything else is proposed; nil: what the strategy proposes.
    public func measure(
        _ frames: DerivationFrames, limit: BudgetLimit, first: [Proposal]? = nil,
        _ observer: SearchSession.Observer = .none
    ) throws -> [MeasuredProposal] {
        let measurement = Measurement(
            teacher, windows: frames.windows, of: frames.source, interval: limit.keyframeInterval, pool: frames.pool)
        var ranked = try rank(first ?? proposals(limit: limit), measurement, frames.bank, observer)
        guard let timing = frames.timing else { return ranked }
        ranked[0].time = try time(ranked[0], timing, frames.bank, observer)
        guard let bound = limit.time else { return ranked }

        var solved = limit
        for _ in 0..<Self.rounds {
            guard let tighter = tightened(solved, bound, ranked) else { break }
            solved = tighter
            guard let proposals = try? proposals(limit: solved) else { break }
            let fresh = proposals.filter { proposal in !ranked.contains { $0.proposal.choices == proposal.choices } }
            guard !fresh.isEmpty else { break }
            var more = try rank(fresh, measurement, frames.bank, observer)
            more[0].time = try time(more[0], timing, frames.bank, observer)
            ranked += more
        }
        return Self.keeping(bound, ranked)
    }

    /// The name under which the measuring of networks is reported.
    public static let measuringPhase = "measuring networks"

    /// Rounds of lowering the limit.
    private static let rounds = 4

    private func rank(
        _ proposals: [Proposal], _ measurement: Measurement, _ bank: CandidateBank, _ observer: SearchSession.Observer
    ) throws -> [MeasuredProposal] {
        observer.begin(Self.measuringPhase, proposals.count)
        defer { observer.end() }
        return try measurement.rank(proposals, of: bank, progress: observer.update).map {
            MeasuredProposal(
                proposal: $0.proposal, evaluation: $0.evaluation,
                predictedNanoseconds: space.cost($0.proposal.choices).nanoseconds)
        }
    }

    private func time(
        _ measured: MeasuredProposal, _ timing: any FrameTiming, _ bank: CandidateBank,
        _ observer: SearchSession.Observer
    ) throws -> FrameTime {
        observer.begin("timing frames", 1)
        defer { observer.end() }
        let time = try timing.time(bank.student(measured.proposal.choices), of: teacher)
        try observer.update(1)
        return time
    }

    /// A limit on the predicted time under which the measured time should keep the budget; nil where it does, or where
    /// nothing more can be asked for.
    ///
    /// Measured times are taken to be in proportion to predicted ones, with a two-hundredth to spare.
    private func tightened(
        _ solved: BudgetLimit, _ bound: BudgetLimit.Bound, _ ranked: [MeasuredProposal]
    ) -> BudgetLimit? {
        guard !ranked.contains(where: { $0.time.map { $0.deltaFrame <= bound.deltaFrame } ?? false }),
            let last = ranked.last(where: { $0.time != nil }), let time = last.time,
            let predicted = last.predictedNanoseconds, let current = solved.time
        else { return nil }
        let share = 0.995 * Double(bound.deltaFrame) / Double(max(1, time.deltaFrame))
        let target = Int(Double(min(predicted, current.deltaFrame)) * share)
        return target < current.deltaFrame ? solved.withDeltaFrame(nanoseconds: target) : nil
    }

    /// The best whose measured time keeps a bound first; where none does, the fastest of those that were timed.
    private static func keeping(_ bound: BudgetLimit.Bound, _ ranked: [MeasuredProposal]) -> [MeasuredProposal] {
        let timed = ranked.indices.filter { ranked[$0].time != nil }
        func nanoseconds(_ index: Int) -> Int { ranked[index].time?.deltaFrame ?? .max }
        let kept = timed.filter { nanoseconds($0) <= bound.deltaFrame }
        let best =
            kept.min { MeasuredProposal.isBetter(ranked[$0], ranked[$1]) }
            ?? timed.min { (nanoseconds($0), $0) < (nanoseconds($1), $1) }
        guard let best else { return ranked }
        var result = ranked
        result.insert(result.remove(at: best), at: 0)
        return result
    }
}
