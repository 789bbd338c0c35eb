public import Compute
public import Networks
import StudentSpace
import Training
public import VideoData

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Fine-tuning: all weights of a derived student, end to end, over clips of a key frame and its delta frames.
///
/// Loss of a delta frame: `KL(teacher ‖ student)` on the scores `+ β · mean over sites of ‖Δz − Δẑ‖² / ‖Δz‖²`, Δẑ on the
/// student's own features, `+ γ ·` the cross-entropy of the hard pixels where there are labels. Frames of a clip are
/// changed alike, time may run backwards. The result is the running mean of the weights where it agreed best with the
/// teacher on held-back frames; the last steps fit on these too.
///
/// Where the teacher is tuned along (as Habibian et al. 2022 do), gradients of the delta frames flow through the
/// key frame's state into the network of key frames, and the loss has `+ κ · KL(original ‖ teacher)` on the key frame's
/// scores, and their labels'. Targets are the original's always.
///
/// Every draw comes from a stream named by its step: a run is its weights, their mean, the optimiser's moments, the
/// best weights so far, and the step.
public final class Finetuning {
    /// Runs on key frames; as it came.
    public let teacher: TeacherModel
    /// What students are held against: the teacher before anything was tuned.
    public let original: TeacherModel
    public let configuration: FinetuneConfiguration
    public let split: ClipSplit
    public internal(set) var step = 0
    /// The student's.
    let weights: MovingWeights
    /// The teacher's on key frames; nil where they stay as they are.
    let tuned: MovingWeights?
    /// Where the mean has agreed best so far; of the steps on the fitting frames.
    var best: FinetuneState.Best?
    var lastMeasured: (step: Int, agreement: Double)?
    private let interval: Int
    private let selection: Selection
    private let source: any FrameSource
    private let clips: (fitting: FinetuneClips, all: FinetuneClips)
    private let pool: WorkerPool
    /// What the networks of key frames and of targets read.
    private let stores: (key: ParameterStore, target: ParameterStore)
    private let comparesKeyFrames: Bool
    /// The student as it came.
    private let start: Student
    private let startHasSeenFrames: Bool
    private var workers: [FinetuneWorker] = []
    private var workersDistil = false

    /// What one step looked like.
    public struct Report: Sendable, Hashable {
        public var step: Int
        public var losses: FinetuneLosses
        public var learningRate: Double
    }

    /// - Parameters:
    ///   - original: what the student is held against where the teacher has been tuned before; nil: the teacher.
    ///   - range: frames of the source; no clip crosses from one of its videos to the next.
    ///   - interval: T, the student's.
    ///   - startHasSeenFrames: whether the student's weights were fitted on these frames, those that are held back here
    ///     among them: what it agrees there says little, and neither does that of the first steps from it.
    /// - Throws: ``SearchError/clipTooShort(source:frames:keyframeInterval:)``; what building the student throws.
    public init(
        _ teacher: TeacherModel, _ student: Student, original: TeacherModel? = nil, source: any FrameSource,
        range: Range<Int>, interval: Int, startHasSeenFrames: Bool = false,
        configuration: FinetuneConfiguration, pool: WorkerPool
    ) throws {
        start = student
        self.startHasSeenFrames = startHasSeenFrames
        self.teacher = teacher
        self.original = original ?? teacher
        self.configuration = configuration
        self.source = source
        self.pool = pool
        self.interval = interval
        let split = try ClipSplit(source.videos(in: range), interval: interval, source: source.name)
        self.split = split
        func clips(_ windows: [FrameWindow]) -> FinetuneClips {
            FinetuneClips(
                source: source,
                sampler: ClipSamplers(
                    split.ranges(of: windows), interval: (configuration.reach ?? interval - 1) + 1,
                    deltaFrames: configuration.deltaFrames,
                    reversal: configuration.reversal),
                configuration: configuration)
        }
        self.clips = (clips(split.fitting), clips(split.all))
        selection = student.selection
        let network = try student.network(teacher)
        func moving(_ start: Parameters, _ rate: Double) -> MovingWeights {
            MovingWeights(
                start,
                LearningRateSchedule(peak: rate, warmup: configuration.warmup, steps: configuration.steps))
        }
        weights = moving(try student.parameters(teacher, for: network), configuration.learningRate)
        tuned = configuration.tunesTeacher ? moving(teacher.parameters, configuration.teacherRate) : nil
        comparesKeyFrames = original != nil || configuration.tunesTeacher
        let key = tuned?.store ?? ParameterStore(teacher.parameters)
        stores = (key, comparesKeyFrames ? ParameterStore(self.original.parameters) : key)
    }

    /// Whether there is anything to train: a student of zeros has no weights.
    public var hasWeights: Bool { !weights.store.names.isEmpty }

    public var isFinished: Bool { step >= configuration.steps }

    /// Steps on the fitting frames alone: all of them where nothing is held back.
    public var fittingSteps: Int { split.heldBack.isEmpty ? configuration.steps : configuration.fittingSteps }

    /// Whether the steps to come fit on the held-back frames too.
    public var isSettling: Bool { step >= fittingSteps && !split.heldBack.isEmpty }

    /// One step.
    ///
    /// - Throws: ``SearchError/diverged(step:)``, before anything has been moved; what reading frames throws.
    public func advance() throws -> Report {
        if step == fittingSteps, isSettling { returnToBest() }
        let distillation = self.distillation
        try prepareWorkers(distils: step < configuration.distillationSteps)
        let losses = Slots<[FinetuneLosses]>(count: workers.count)
        let (step, clips) = (self.step, isSettling ? clips.all : clips.fitting)
        try pool.run(workers.count) { [workers, labelWeight = configuration.labelWeight] index in
            losses.set(
                index,
                try workers[index].run(
                    clips.clip(step: step, index), distillation: distillation, labelWeight: labelWeight))
        }
        let report = Report(
            step: step, losses: .mean(losses.values.flatMap { $0 }), learningRate: Double(weights.rate(step)))
        guard report.losses.divergence.isFinite else { throw SearchError.diverged(step: step) }
        try move(frames: losses.values.reduce(0) { $0 + $1.count })
        self.step += 1
        return report
    }

    /// The best weights so far are where the last steps begin.
    private func returnToBest() {
        guard let best else { return }
        weights.set(best.weights, mean: best.weights)
        if let teacher = best.teacher { tuned?.set(teacher, mean: teacher) }
    }

    /// β of the step to come.
    private var distillation: Double {
        let steps = configuration.distillationSteps
        guard step < steps else { return 0 }
        return configuration.distillation * 0.5 * (1 + cos(Double.pi * Double(step) / Double(steps)))
    }

    private func prepareWorkers(distils: Bool) throws {
        guard workers.isEmpty || workersDistil != distils else { return }
        workers = []
        workersDistil = distils
        let networks = try FinetuneNetworks(teacher, student(weights.store.parameters), distills: distils)
        let divergence = UpsampledDivergence(
            factor: configuration.upsampling, temperature: Float(configuration.temperature))
        workers = try (0..<configuration.clips).map { _ in
            try FinetuneWorker(
                teacher, networks, keys: stores.key, targets: stores.target, students: weights.store,
                keyWeight: configuration.tunesTeacher ? configuration.keyWeight : nil, divergence: divergence,
                pool: pool)
        }
    }

    /// Moves every weight by the mean gradient of the step's delta frames, and the mean after it.
    private func move(frames: Int) throws {
        let scale = 1 / Float(frames)
        // A mean over few steps would be the start's for long.
        let keep = Float(min(configuration.averaging, Double(1 + step) / Double(10 + step)))
        try weights.move(
            step: step, scale: scale, keep: keep, pool: pool, names: workers[0].parameters
        ) { [workers] position in workers.map { $0.gradient(position) } }
        try tuned?.move(
            step: step, scale: scale, keep: keep, pool: pool, names: workers[0].keyParameters
        ) { [workers] position in workers.map { $0.keyGradient(position) } }
    }

    private func student(_ weights: Parameters) -> Student { Student(selection: selection, weights: weights) }
}

extension Finetuning {
    /// The student with the running mean of the weights.
    public var current: Student { student(weights.mean) }

    /// The network of key frames with the running mean of its weights.
    public var currentTeacher: TeacherModel { tuned.map { teacher.with($0.mean) } ?? teacher }

    /// What a run has come to.
    public struct Outcome: Sendable {
        public var student: Student
        /// The weights of the network of key frames; nil where they are as they came.
        public var teacher: Parameters?
        /// Steps whose weights these are; 0: those that it started from.
        public var steps: Int
        /// Whether they were trained on the held-back frames too.
        public var isSettled: Bool
    }

    /// The weights that have settled on all frames, unless they agree less on the held-back ones than the best before;
    /// else these.
    ///
    /// A start that has seen the held-back frames knows them better than what has learnt from changed ones: it is taken
    /// back only where it agrees there with 0.02 more, that is, where something has gone wrong.
    ///
    /// - Throws: what measuring throws.
    public func result() throws -> Outcome {
        let agreement = try measure()
        if startHasSeenFrames, try agreement < self.agreement(start, teacher) - 0.02 {
            return Outcome(student: start, teacher: nil, steps: 0, isSettled: false)
        }
        let isLast = step > fittingSteps
        guard let best, !isLast || agreement < best.agreement else {
            return Outcome(student: current, teacher: tuned?.mean, steps: step, isSettled: isLast)
        }
        // Nothing that training came to was any better, a tuned teacher's weights included.
        guard best.step > 0 else { return Outcome(student: start, teacher: nil, steps: 0, isSettled: false) }
        return Outcome(student: student(best.weights), teacher: best.teacher, steps: best.step, isSettled: false)
    }

    /// Every window of the deciding frames: a key frame anywhere among them.
    private var measured: [FrameWindow] {
        split.ranges(of: split.deciding).flatMap { frames in
            frames.dropLast().map { FrameWindow($0..<min($0 + interval, frames.upperBound)) }
        }
    }

    /// Measures the running mean on the held-back frames, and keeps it where it is the best so far.
    ///
    /// Steps that fit on these frames count as no better than they are: of them nothing is kept.
    ///
    /// - Returns: the share of delta frames' pixels whose class is the teacher's; of all frames' where key frames are not
    ///   the original teacher's.
    public func measure() throws -> Double {
        if let lastMeasured, lastMeasured.step == step { return lastMeasured.agreement }
        let student = current
        let teacher = tuned.map { self.teacher.with($0.mean) }
        let share = try agreement(student, teacher ?? self.teacher)
        lastMeasured = (step, share)
        if step <= fittingSteps, step >= firstCounted, share > best?.agreement ?? -1 {
            best = FinetuneState.Best(
                step: step, agreement: share, weights: student.weights, teacher: teacher?.parameters)
        }
        return share
    }

    private func agreement(_ student: Student, _ teacher: TeacherModel) throws -> Double {
        let evaluation = try StreamEvaluator(
            teacher, original: comparesKeyFrames ? original : nil, interval: interval, pool: pool
        ).evaluate(student, measured, of: source)
        if comparesKeyFrames { return evaluation.agreement.share ?? 1 }
        var agreement = Agreement()
        for distance in evaluation.byDistance.dropFirst() { agreement.merge(distance.agreement) }
        return agreement.share ?? 1
    }

    /// The first step whose agreement on the held-back frames counts.
    private var firstCounted: Int { startHasSeenFrames && !split.heldBack.isEmpty ? (fittingSteps + 1) / 2 : 0 }

    /// The step and the agreement of the best weights so far.
    public var bestMeasured: (step: Int, agreement: Double)? { best.map { ($0.step, $0.agreement) } }

    /// What a run that measured this has kept as its best.
    public func best(of measured: [(step: Int, agreement: Double)]) -> (step: Int, agreement: Double)? {
        measured.reduce(nil) { best, next in
            next.step <= fittingSteps && next.step >= firstCounted && next.agreement > best?.agreement ?? -1
                ? next : best
        }
    }
}
