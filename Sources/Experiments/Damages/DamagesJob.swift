import Compute
import DeltaSearch
import ExperimentStore
import Networks
import RandomStreams
import StudentSpace
public import VideoData

/// `deltanas damages`: how well damages that are known of single candidates predict what whole networks do.
///
/// Networks at the experiment's budget are measured end to end: drawn at random, and near the knapsack's optimum, where a
/// search decides. Predictions are sums over sites, and replace-one damages are measured on the frames that the
/// experiment's choice was made on: other frames of the source say what they are worth.
public final class DamagesJob {
    private let experiment: ExperimentRecord
    private let request: SearchRequest
    private let inputs: SearchInputs
    private let checkpoint: SearchCheckpoint
    private let pool: WorkerPool
    private let command: String
    private let split: ClipSplit
    /// Where networks are measured.
    private let source: FrameCache
    private let windows: [FrameWindow]

    /// - Parameters:
    ///   - name: nil: the latest experiment.
    ///   - frames: of the experiment's source, that networks are measured on; nil: those that its choice was made on.
    /// - Throws: as ``DeriveJob``; what opening the source throws.
    public init(
        _ name: String?, frames: FrameRange?, databasePath: String, workers: Int, command: String
    ) throws {
        let finished = try FinishedSearch(name, databasePath: databasePath)
        experiment = finished.experiment
        request = finished.request
        checkpoint = finished.checkpoint
        inputs = try SearchInputs(request, of: experiment, workers: nil)
        let resolved = request.resolved
        let split = try inputs.clip.split(interval: resolved.keyframeInterval)
        self.split = split
        if let frames {
            let clip = try Clip(
                data: resolved.data, frames: frames, size: resolved.frameSize, classes: resolved.classes)
            source = FrameCache(clip.source)
            windows = FrameWindow.split(clip.range, interval: resolved.keyframeInterval)
            guard !windows.isEmpty else {
                throw SearchError.clipTooShort(
                    source: clip.source.name, frames: clip.frameCount, keyframeInterval: resolved.keyframeInterval)
            }
        } else {
            (source, windows) = (inputs.source, split.deciding)
        }
        pool = WorkerPool(count: workers)
        self.command = command
    }

    /// - Parameter count: networks of either kind.
    public func run(
        networks count: Int, _ meter: ProgressMeter, _ interruption: Interruption
    ) throws -> DamagesReport {
        let watch = Watch(meter: meter, interruption: interruption, resumeCommand: command)
        do {
            return try report(count, watch.observer)
        } catch {
            meter.abandon()
            throw error
        }
    }

    private func report(_ count: Int, _ observer: SearchSession.Observer) throws -> DamagesReport {
        let space = request.resolved.space
        let bank = CandidateBank(space.choices.map { ($0.site, $0.candidates) }, factors: checkpoint.factors)
        let predictions = try predictions(bank, observer)
        let known = predictions[predictions.count - 1].damages
        var reports: [DamagesReport.MeasuredNetworks] = []
        for (kind, networks) in [
            ("random", try random(space, count)), ("near the optimum", try alternatives(space, known, count)),
        ] {
            let measured = try measure(networks, bank, "measuring networks, \(kind)", observer)
            reports.append(
                DamagesReport.MeasuredNetworks(
                    kind: kind, count: networks.count,
                    damages: measured.damages, disagreements: measured.disagreements,
                    predictions: predictions.map { prediction in
                        let sums = networks.map { zip($0, prediction.damages).reduce(0) { $0 + $1.1[$1.0] } }
                        return DamagesReport.Prediction(
                            name: prediction.name, seconds: prediction.seconds, sums: sums,
                            byDamage: RankCorrelation.spearman(sums, measured.damages),
                            byDisagreement: RankCorrelation.spearman(sums, measured.disagreements))
                    }))
        }
        return DamagesReport(experiment: experiment.name, budget: request.limit.text, networks: reports)
    }

    private typealias Predictor = (name: String, seconds: Double, damages: [[Double]])

    /// Every way of knowing damages; the last is the measured one.
    private func predictions(
        _ bank: CandidateBank, _ observer: SearchSession.Observer
    ) throws -> [Predictor] {
        let clock = ContinuousClock()
        var result: [Predictor] = [("as the search has them", 0, checkpoint.damages)]
        let collector = try StatisticsCollector(inputs.teacher, pool: pool, seed: request.configuration.seed)
        observer.begin("delta statistics", split.fitting.reduce(0) { $0 + $1.frames.count })
        var done = 0
        try collector.add(split.fitting, of: inputs.source) { window in
            done += split.fitting[window - 1].frames.count
            try observer.update(done)
        }
        observer.end()
        observer.begin("second-order damages", bank.sites.count)
        var started = clock.now
        let second = try SecondOrderDamages.of(
            bank, collector.statistics, teacher: inputs.teacher, pool: pool, progress: observer.update)
        result.append(("second order, weights as they are", (clock.now - started).seconds, second))
        observer.end()
        observer.begin("replacing one site at a time", bank.sites.count)
        started = clock.now
        let measured = try ReplaceOneDamages(
            DamageFrames(inputs.teacher, bank: bank, windows: split.deciding, of: inputs.source, pool: pool)
        ).measure(progress: observer.update)
        result.append(("replace-one, measured", (clock.now - started).seconds, measured))
        observer.end()
        return result
    }

    private func random(_ space: SearchSpace, _ count: Int) throws -> [[Int]] {
        var stream = RandomStream(seed: request.configuration.seed, stream: "damages.random")
        let sampler = try ArchitectureSampler(space, within: request.limit)
        return (0..<count).compactMap { _ in space.indices(of: sampler.sample(using: &stream)) }
    }

    /// Solutions of knapsacks over damages that differ by a factor of e, more or less: half of them around the search's
    /// damages, half around the measured ones, so that neither is at home.
    private func alternatives(_ space: SearchSpace, _ measured: [[Double]], _ count: Int) throws -> [[Int]] {
        var stream = RandomStream(seed: request.configuration.seed, stream: "damages.alternatives")
        let limits = space.knapsackLimits(request.limit)
        var networks: [[Int]] = []
        for damages in [checkpoint.damages, measured] {
            let solver = KnapsackSolver(try space.knapsack(damages: damages))
            networks += try solver.alternatives((count + 1) / 2, within: limits, spread: 1, using: &stream)
                .map { space.decisions.candidates(of: $0.choices) }
        }
        return networks
    }

    private func measure(
        _ networks: [[Int]], _ bank: CandidateBank, _ phase: String, _ observer: SearchSession.Observer
    ) throws -> (damages: [Double], disagreements: [Double]) {
        observer.begin(phase, 2 * networks.count)
        defer { observer.end() }
        let damages = try AssemblyDamages(
            DamageFrames(inputs.teacher, bank: bank, windows: windows, of: source, pool: pool)
        ).measure(networks, progress: observer.update)
        let evaluator = StreamEvaluator(
            inputs.teacher, interval: request.resolved.keyframeInterval, pool: pool)
        var disagreements: [Double] = []
        for choices in networks {
            let evaluation = try evaluator.evaluate(bank.student(choices), windows, of: source)
            disagreements.append(1 - (evaluation.agreement.share ?? 0))
            try observer.update(networks.count + disagreements.count)
        }
        return (damages, disagreements)
    }
}

extension Duration {
    fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
