import Compute
public import DeltaSearch
public import ExperimentStore
import Foundation
import Networks
public import StudentSpace
import VideoData

/// `deltanas derive`: cuts fixed students for one or more budgets out of an experiment, without searching again.
public final class DeriveJob {
    public let experiment: ExperimentRecord
    public let request: SearchRequest
    private let database: ExperimentDatabase
    private let trial: TrialRecord
    private let checkpoint: SearchCheckpoint
    /// The search's own choice, within its own budget.
    private let choice: [Int]
    private let inputs: SearchInputs
    private let pool: WorkerPool

    /// A student on disk.
    public struct Derived: Sendable {
        public var limit: BudgetLimit
        public var folder: String
        public var spec: StudentSpec
        /// Every network that was measured, the best first: the first is the student.
        public var measured: [MeasuredProposal]
        /// Whether the student is the search's own choice, which was made on held-back frames.
        public var isSearchChoice: Bool

        public var specPath: String { "\(folder)/\(StudentFolder.specName)" }
    }

    /// - Parameter name: nil: the latest experiment.
    /// - Throws: ``SearchJobError/unfinished(experiment:database:)`` where the search has not come to its end;
    ///   ``SearchJobError/inputChanged(experiment:input:path:)`` where its inputs are not what they were;
    ///   ``SearchJobError/damagedCheckpoint(experiment:path:_:)``; what reading the inputs throws.
    public init(_ name: String?, databasePath: String, workers: Int) throws {
        database = try ExperimentDatabase.existing(databasePath)
        experiment = try name.map(database.experiment(named:)) ?? database.latestExperiment()
        request = try SearchRequest(experiment)
        guard let trial = try database.trials(of: experiment).last(where: { $0.status == .finished }),
            let row = try database.lastCheckpoint(of: trial.id)
        else { throw SearchJobError.unfinished(experiment: experiment.name, database: databasePath) }
        self.trial = trial
        let checkpoints = TrialCheckpoints(
            database: database, trial: trial.id, experiment: experiment.name,
            runs: RunsFolder(databasePath: databasePath))
        checkpoint = try checkpoints.read(row)
        let candidates = request.resolved.space.choices.map { ($0.site, $0.candidates) }
        let requirePart = {
            [name = experiment.name, path = checkpoints.runs.file(row.path)] (part: String, holds: Bool) in
            guard holds else {
                throw SearchJobError.damagedCheckpoint(experiment: name, path: path, .foreign(part: part))
            }
        }
        try requirePart("damages", checkpoint.damages.map(\.count) == candidates.map(\.1.count))
        let missing = CandidateBank.missingFactors(candidates, in: checkpoint.factors)
        try requirePart(missing.first ?? "", missing.isEmpty)
        let choice = checkpoint.choice ?? []
        try requirePart(
            "choice",
            choice.count == candidates.count && zip(choice, candidates).allSatisfy { $1.1.indices.contains($0) })
        self.choice = choice
        inputs = try SearchInputs(request, of: experiment, workers: nil)
        pool = WorkerPool(count: workers)
    }

    /// Derives a student for each budget.
    ///
    /// Within the search's own budget the student is its choice. For another one the strategy proposes again, and the
    /// best proposal on the frames that the search decided on is taken.
    ///
    /// - Parameters:
    ///   - budgets: empty: the experiment's own.
    ///   - folder: where the student goes; of several budgets, each into a folder of its own inside.
    /// - Throws: ``InfeasibleBudget``, ``DerivationError`` and ``SearchJobError`` before anything is written;
    ///   ``Interrupted``; what writing throws.
    public func run(
        budgets: [Budget], scope: StudentSpace.BudgetScope?, folder: String, _ meter: ProgressMeter,
        _ interruption: Interruption, command: String
    ) throws -> [Derived] {
        let limits =
            budgets.isEmpty
            ? [request.limit]
            : try budgets.map { try SearchRequest.limit($0, scope ?? request.limit.scope, request.resolved) }
        // Nothing is written unless everything can be.
        let targets = try Self.folders(limits, in: folder).map { limit, folder in
            try folder.requireUsable(teacher: inputs.teacherSHA256)
            return Target(limit: limit, folder: folder, proposals: try proposals(limit))
        }
        let bank = CandidateBank(
            request.resolved.space.choices.map { ($0.site, $0.candidates) }, factors: checkpoint.factors)
        let watch = Watch(meter: meter, interruption: interruption, resumeCommand: command)
        do {
            return try targets.map { try derive($0, bank, watch) }
        } catch {
            meter.abandon()
            throw error
        }
    }

    private struct Target {
        var limit: BudgetLimit
        var folder: StudentFolder
        var proposals: [Proposal]
    }

    private func isSearchChoice(_ limit: BudgetLimit) -> Bool {
        limit.deltaFrameMACs == request.limit.deltaFrameMACs
    }

    private func proposals(_ limit: BudgetLimit) throws -> [Proposal] {
        if isSearchChoice(limit) { return [Proposal(label: "the search's own choice", choices: choice)] }
        let derivation = Derivation(
            inputs.teacher, space: request.resolved.space, strategy: request.strategy,
            seed: request.configuration.seed, damages: checkpoint.damages, logits: checkpoint.gumbel?.logits,
            settled: choice)
        return try derivation.proposals(limit: limit)
    }

    private func derive(_ target: Target, _ bank: CandidateBank, _ watch: Watch) throws -> Derived {
        try watch.check()
        let split = try ClipSplit(
            inputs.clip.range, interval: request.resolved.keyframeInterval, source: inputs.clip.source.name)
        let measurement = Measurement(
            inputs.teacher, windows: split.deciding, of: inputs.source, interval: target.limit.keyframeInterval,
            pool: pool)
        watch.meter.begin("measuring networks for \(target.limit.budget.text)", total: target.proposals.count)
        let measured = try measurement.rank(target.proposals, of: bank, progress: watch.observer.update)
        watch.meter.end()
        let spec = try write(measured[0], target.limit, bank, to: target.folder)
        return Derived(
            limit: target.limit, folder: target.folder.path, spec: spec, measured: measured,
            isSearchChoice: isSearchChoice(target.limit))
    }

    private func write(
        _ best: MeasuredProposal, _ limit: BudgetLimit, _ bank: CandidateBank, to folder: StudentFolder
    ) throws -> StudentSpec {
        let student = bank.student(best.proposal.choices)
        let spec = try folder.write(
            weights: StudentFiles.weights(student, inputs.teacher), teacherPath: inputs.weightsPath
        ) { weights, teacher in
            self.spec(student.selection, best.proposal.choices, limit, weights: weights, teacher: teacher)
        }
        _ = try database.record(
            derivation: DerivationRecord(
                experimentId: experiment.id, trialId: trial.id,
                budget: StoredBudget(text: limit.budget.text, limitMacs: limit.macs),
                budgetScope: limit.scope == .amortised ? .amortised : .deltaFrame,
                deltaFrameMacs: spec.use.deltaFrameMACs, amortisedMacs: spec.use.amortisedMACs,
                agreement: best.evaluation.agreement.share, miou: best.evaluation.student.meanIoU,
                folder: SearchInputs.absolute(folder.path), specJson: spec.json.text()))
        return spec
    }

    private func spec(
        _ selection: Selection, _ choices: [Int], _ limit: BudgetLimit, weights: String, teacher: String
    ) -> StudentSpec {
        let resolved = request.resolved
        return StudentSpec(
            selection: selection, sites: resolved.sites,
            damages: zip(checkpoint.damages, choices).map { $0[$1] }, limit: limit, input: resolved.input,
            teacher: .init(
                architecture: resolved.architecture.name, classes: resolved.classes,
                weights: reference(StudentFolder.teacherName, teacher)),
            weights: reference(StudentFolder.weightsName, weights),
            provenance: .init(
                experiment: experiment.name, strategy: request.strategy.rawValue, seed: request.configuration.seed,
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

    /// A budget as a folder's name: `2GFLOPs`, `45%-amortised`.
    static func folderName(_ limit: BudgetLimit) -> String {
        let text = limit.budget.text.filter { !$0.isWhitespace && $0 != "/" }
        return limit.scope == .deltaFrame ? text : text + "-" + limit.scope.rawValue
    }
}
