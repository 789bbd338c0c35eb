import Compute
public import DeltaSearch
public import ExperimentStore
import Foundation
import Networks
public import StudentSpace
import VideoData

/// `deltanas derive`: cuts fixed students for one or more budgets out of an experiment, without searching again.
///
/// Each of them keeps its budget of compute, of time, or both.
public final class DeriveJob {
    public let experiment: ExperimentRecord
    public let request: SearchRequest
    let database: ExperimentDatabase
    /// SHA-256 of the search's last checkpoint: of candidates, weights and choice.
    let checkpointSHA256: String
    /// The trial that students are cut out of.
    public let trial: TrialRecord
    /// The experiment's trials that have come to their end.
    public let finishedTrials: [SearchOutcome]
    public let trialCount: Int
    let checkpoint: SearchCheckpoint
    /// The search's own choice, within its own budget.
    private let choice: [Int]
    let inputs: SearchInputs
    let pool: WorkerPool
    private let latency: (any LatencySource)?

    /// A student on disk.
    public struct Derived: Sendable {
        public var limit: BudgetLimit
        public var folder: String
        public var spec: StudentSpec
        /// Every network that was measured, the best first: the first is the student.
        public var measured: [MeasuredProposal]
        /// Whether the student is the search's own choice, which was made on held-back frames.
        public var isSearchChoice: Bool

        /// Whether a delta frame as it was measured takes no more than the budget of time; nil where there is none or
        /// nothing was measured.
        public var keepsMeasuredTime: Bool? {
            guard let time = limit.time, let measured = measured[0].time else { return nil }
            return measured.deltaFrame <= time.deltaFrame
        }

        public var specPath: String { "\(folder)/\(StudentFolder.specName)" }
    }

    /// - Parameters:
    ///   - name: nil: the latest experiment.
    ///   - position: of the trial; nil: the one whose choice agrees best with the teacher.
    ///   - latency: where times come from; nil: there are none but the search's, and no frame is timed.
    /// - Throws: ``SearchJobError/unfinished(experiment:database:)`` where the search has not come to its end;
    ///   ``SearchJobError/inputChanged(experiment:input:path:)`` where its inputs are not what they were;
    ///   ``SearchJobError/damagedCheckpoint(experiment:path:_:)``; what reading the inputs throws.
    public init(
        _ name: String?, trial position: Int? = nil, databasePath: String, workers: Int,
        latency: (any LatencySource)? = nil
    ) throws {
        self.latency = latency
        let finished = try FinishedSearch(name, trial: position, databasePath: databasePath)
        database = finished.database
        experiment = finished.experiment
        request = finished.request
        trial = finished.trial
        finishedTrials = finished.finished
        trialCount = finished.trialCount
        checkpoint = finished.checkpoint
        checkpointSHA256 = finished.checkpointSHA256
        choice = finished.choice
        inputs = try SearchInputs(request, of: experiment, workers: nil)
        pool = WorkerPool(count: workers)
    }

    /// Derives a student for each budget.
    ///
    /// Within the search's own budget the student is its choice. For another one the strategy proposes again, and the
    /// best proposal on the frames that the search decided on is taken.
    ///
    /// - Parameters:
    ///   - budgets: of one student each; empty: the experiment's own.
    ///   - threads: that one frame uses, for budgets of time; nil: as in the search.
    ///   - folder: where the student goes; of several budgets, each into a folder of its own inside.
    /// - Throws: ``InfeasibleBudget``, ``DerivationError`` and ``SearchJobError`` before anything is written;
    ///   ``Interrupted``; what measuring and writing throws.
    public func run(
        budgets: [Budgets], scope: StudentSpace.BudgetScope?, threads: Int? = nil, folder: String,
        overwrites: Bool = false, _ meter: ProgressMeter, _ interruption: Interruption, command: String
    ) throws -> [Derived] {
        let scope = scope ?? request.limit.scope
        let needsTimes = budgets.contains { $0.time != nil }
        let resolved =
            needsTimes
            ? try timed(for: budgets, scope, threads: threads, meter, interruption, command) : request.resolved
        let limits =
            budgets.isEmpty ? [request.limit] : try budgets.map { try SearchRequest.limit($0, scope, resolved) }
        // Nothing is written unless everything can be.
        let targets = try Self.folders(limits, in: folder).map { limit, folder in
            try folder.requireUsable(teacher: inputs.teacherSHA256)
            if !overwrites { try folder.requireNothingFinetuned() }
            let derivation = derivation(resolved, limit)
            return Target(
                limit: limit, resolved: resolved, folder: folder, derivation: derivation,
                proposals: isSearchChoice(limit, resolved)
                    ? [Proposal(label: "the search's own choice", choices: choice)]
                    : try derivation.proposals(limit: limit))
        }
        let bank = bank
        let watch = Watch(meter: meter, interruption: interruption, resumeCommand: command)
        do {
            return try targets.map { try derive($0, bank, watch) }
        } catch {
            meter.abandon()
            throw error
        }
    }

    var teacher: TeacherModel { inputs.teacher }
    var clip: Clip { inputs.clip }
    var dataSHA256: String { inputs.dataSHA256 }
    /// All that was fitted.
    var bank: CandidateBank {
        CandidateBank(request.resolved.space.choices.map { ($0.site, $0.candidates) }, factors: checkpoint.factors)
    }

    struct Target {
        var limit: BudgetLimit
        /// The space, with the times that the limit is of.
        var resolved: ResolvedSpace
        var folder: StudentFolder
        var derivation: Derivation
        var proposals: [Proposal]
    }

    /// The space with the search's times, or with those of the source where there are none for so many threads.
    private func timed(
        for budgets: [Budgets], _ scope: StudentSpace.BudgetScope, threads: Int?, _ meter: ProgressMeter,
        _ interruption: Interruption, _ command: String
    ) throws -> ResolvedSpace {
        if let known = request.resolved.space.latency, threads ?? known.threads == known.threads {
            return request.resolved
        }
        guard let latency else { throw SearchJobError.noTimes(experiment: experiment.name) }
        // What cannot be kept is found before anything is measured.
        for compute in budgets.compactMap(\.compute) {
            let limit = try SearchRequest.limit(Budgets(compute), scope, request.resolved)
            try request.resolved.space.profile(limit).requireFeasible()
        }
        guard let first = budgets.first(where: { $0.time != nil }) else { return request.resolved }
        return try request.resolved.timed(
            for: first, scope: scope,
            threads: threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount), from: latency, meter,
            interruption, command: command)
    }

    private func isSearchChoice(_ limit: BudgetLimit, _ resolved: ResolvedSpace) -> Bool {
        limit.deltaFrameMACs == request.limit.deltaFrameMACs
            && limit.deltaFrameNanoseconds == request.limit.deltaFrameNanoseconds
            && (limit.time == nil || resolved.space.latency == request.resolved.space.latency)
    }

    /// The search's own choice is proposed only where the budget is at most a twentieth above its own: its weights have
    /// settled on the frames that decide, and would win there against networks that are better elsewhere.
    private func derivation(_ resolved: ResolvedSpace, _ limit: BudgetLimit) -> Derivation {
        func isNear(_ bound: Int?, _ own: Int?) -> Bool {
            guard let bound, let own else { return true }
            return Double(bound) <= 1.05 * Double(own)
        }
        let isNear =
            isNear(limit.deltaFrameMACs, request.limit.deltaFrameMACs)
            && isNear(limit.deltaFrameNanoseconds, request.limit.deltaFrameNanoseconds)
        return derivation(resolved, settled: isNear ? choice : nil)
    }

    private func derivation(_ resolved: ResolvedSpace, settled: [Int]?) -> Derivation {
        Derivation(
            inputs.teacher, space: resolved.space, strategy: request.strategy, seed: request.configuration.seed,
            draws: request.configuration.draws, damages: checkpoint.damages, logits: checkpoint.gumbel?.logits,
            settled: settled, fillsBudget: request.configuration.fillsBudget)
    }

    private func derive(_ target: Target, _ bank: CandidateBank, _ watch: Watch) throws -> Derived {
        try watch.check()
        let split = try inputs.clip.split(interval: request.resolved.keyframeInterval)
        let timing = try LatencySubject(target.resolved).flatMap { try latency?.timing(for: $0) }
        let measured = try target.derivation.measure(
            DerivationFrames(
                bank: bank, windows: split.deciding, source: inputs.source, pool: pool, timing: timing),
            limit: target.limit, first: target.proposals,
            watch.observer(measuring: "measuring networks for \(target.limit.text)"))
        let spec = try write(measured[0], target, bank)
        return Derived(
            limit: target.limit, folder: target.folder.path, spec: spec, measured: measured,
            isSearchChoice: isSearchChoice(target.limit, target.resolved)
                && measured[0].proposal.choices == choice)
    }

    private func write(_ best: MeasuredProposal, _ target: Target, _ bank: CandidateBank) throws -> StudentSpec {
        let limit = target.limit
        let spec = try writeFiles(best, target, bank, strategy: request.strategy)
        _ = try database.record(
            derivation: DerivationRecord(
                experimentId: experiment.id, trialId: trial.id, budget: StoredBudget(limit),
                timeBudget: StoredTimeBudget(limit),
                budgetScope: limit.scope == .amortised ? .amortised : .deltaFrame,
                deltaFrameMacs: spec.use.deltaFrameMACs, amortisedMacs: spec.use.amortisedMACs,
                predictedNanoseconds: spec.latency?.predictedNanoseconds,
                measuredNanoseconds: spec.latency?.measuredNanoseconds,
                agreement: best.evaluation.agreement.share, miou: best.evaluation.student.meanIoU,
                folder: SearchInputs.absolute(target.folder.path), specJson: spec.json.text()))
        return spec
    }

    /// A student's folder, and nothing in the database.
    ///
    /// - Parameter strategy: what has chosen it.
    func writeFiles(
        _ best: MeasuredProposal, _ target: Target, _ bank: CandidateBank, strategy: SearchStrategy
    ) throws -> StudentSpec {
        let student = bank.student(best.proposal.choices)
        return try target.folder.write(
            weights: StudentFiles.weights(student, inputs.teacher), teacher: .init(of: inputs, target.resolved)
        ) { spec(student.selection, best, target, strategy, $0) }
    }

    private func spec(
        _ selection: Selection, _ best: MeasuredProposal, _ target: Target, _ strategy: SearchStrategy,
        _ digests: StudentFolder.Digests
    ) -> StudentSpec {
        let resolved = target.resolved
        return StudentSpec(
            selection: selection, sites: resolved.sites,
            damages: zip(checkpoint.damages, best.proposal.choices).map { $0[$1] }, limit: target.limit,
            latency: resolved.space.latency, measured: best.time.map { ($0.deltaFrame, $0.teacher) },
            input: resolved.input,
            teacher: .init(
                architecture: resolved.teacher.name, classes: resolved.classes,
                weights: reference(StudentFolder.teacherName, digests.teacher),
                model: digests.model.map {
                    .init(
                        file: reference(StudentFolder.modelName, $0), outputs: resolved.teacher.outputs,
                        normalization: resolved.teacher.normalization, predicts: resolved.teacher.predicts)
                }),
            weights: reference(StudentFolder.weightsName, digests.weights),
            provenance: .init(
                experiment: experiment.name, strategy: strategy.rawValue, seed: request.configuration.seed,
                space: .init(name: resolved.spaceFile.name, sha256: digest(experiment.provenance.spaceSha256)),
                data: .init(name: inputs.clip.source.name, sha256: digest(inputs.dataSHA256))),
            createdBy: ToolVersion.name)
    }

    private func reference(_ name: String, _ sha256: String) -> StudentSpec.FileReference {
        guard let file = PathInFolder(name) else { preconditionFailure("\(name) is no file's name") }
        return .init(file: file, sha256: digest(sha256))
    }

    private func digest(_ text: String) -> SHA256Text {
        guard let digest = SHA256Text(text) else { preconditionFailure("\(text) is no SHA-256") }
        return digest
    }

    /// Where each budget's student goes; what is asked for twice is derived once.
    private static func folders(
        _ limits: [BudgetLimit], in folder: String
    ) -> [(limit: BudgetLimit, folder: StudentFolder)] {
        let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        guard limits.count > 1 else { return limits.map { ($0, StudentFolder(path: folder)) } }
        var names: Set<String> = []
        return limits.filter { names.insert(folderName($0)).inserted }.map {
            ($0, StudentFolder(path: "\(folder)/\(folderName($0))"))
        }
    }

    /// Budgets as a folder's name: `2GFLOPs`, `45%-amortised`, `2GFLOPs+7ms`.
    static func folderName(_ limit: BudgetLimit) -> String {
        let text = limit.text.filter { !$0.isWhitespace && $0 != "/" }
        return limit.scope == .deltaFrame ? text : text + "-" + limit.scope.rawValue
    }
}
