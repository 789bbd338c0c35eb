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
    private let inputs: SearchInputs
    private let pool: WorkerPool

    /// A student on disk.
    public struct Derived: Sendable {
        public var limit: BudgetLimit
        public var folder: String
        public var spec: StudentSpec
        /// Every network that was measured, the best first: the first is the student.
        public var measured: [MeasuredProposal]
        public var isHeldBack: Bool
    }

    /// - Parameter name: nil: the latest experiment.
    /// - Throws: ``SearchJobError/unfinished(experiment:)`` where the search has not come to its end;
    ///   ``SearchJobError/inputChanged(experiment:input:path:)`` where its inputs are not what they were.
    public init(_ name: String?, databasePath: String, workers: Int) throws {
        database = try ExperimentDatabase(path: databasePath)
        experiment = try name.map(database.experiment(named:)) ?? database.latestExperiment()
        request = try SearchRequest(experiment)
        guard let trial = try database.trials(of: experiment).last(where: { $0.status == .finished }),
            let row = try database.lastCheckpoint(of: trial.id)
        else { throw SearchJobError.unfinished(experiment: experiment.name) }
        self.trial = trial
        guard FileManager.default.fileExists(atPath: row.path) else {
            throw SearchJobError.checkpointMissing(experiment: experiment.name, path: row.path)
        }
        checkpoint = try SearchCheckpoint(contentsOf: row.path)
        guard checkpoint.damages.map(\.count) == request.resolved.space.choices.map(\.candidates.count) else {
            throw SearchJobError.foreignCheckpoint(path: row.path, detail: "damages")
        }
        inputs = try SearchInputs(request.resolved)
        try SearchJob.requireUnchanged(experiment, inputs)
        pool = WorkerPool(count: workers)
    }

    /// Derives a student for each budget.
    ///
    /// - Parameters:
    ///   - budgets: empty: the experiment's own.
    ///   - folder: where the student goes; of several budgets, each into a folder of its own inside.
    public func run(
        budgets: [Budget], scope: StudentSpace.BudgetScope?, folder: String, _ meter: ProgressMeter
    ) throws -> [Derived] {
        let scope = scope ?? request.limit.scope
        let limits = budgets.isEmpty ? [request.limit] : budgets.map { request.resolved.limit($0, scope: scope) }
        // Nothing is written unless everything can be.
        for limit in limits { try request.resolved.space.profile(limit).requireFeasible() }
        let bank = CandidateBank(
            request.resolved.space.choices.map { ($0.site, $0.candidates) }, factors: checkpoint.factors)
        let split = try ClipSplit(
            inputs.clip.range, interval: request.resolved.keyframeInterval, source: inputs.clip.source.name)
        let source = FrameCache(inputs.clip.source)
        let observer = SearchSession.Observer(
            begin: { meter.begin($0, total: $1) }, update: { meter.update($0) }, end: { meter.end() })
        return try limits.map { limit in
            let derivation = Derivation(
                inputs.teacher, space: request.resolved.space, strategy: request.strategy,
                seed: request.configuration.seed, damages: checkpoint.damages, logits: checkpoint.gumbel?.logits,
                settled: checkpoint.choice)
            let measured = try derivation.measure(
                bank, limit: limit, split.deciding, of: source, pool: pool, observer)
            let target = limits.count == 1 ? folder : folder + "/" + Self.folderName(limit)
            let spec = try write(measured[0], limit, bank, to: target)
            return Derived(
                limit: limit, folder: target, spec: spec, measured: measured, isHeldBack: !split.heldBack.isEmpty)
        }
    }

    /// Weights first, the spec that names them last: a folder with a spec is complete.
    private func write(
        _ best: MeasuredProposal, _ limit: BudgetLimit, _ bank: CandidateBank, to folder: String
    ) throws -> StudentSpec {
        try ExperimentFolder.makeFolder(folder)
        let student = bank.student(best.proposal.choices)
        let weightsPath = folder + "/" + Self.weightsName
        try StudentFiles.weights(student, inputs.teacher).write(to: weightsPath)
        let teacherPath = folder + "/" + Self.teacherName
        try StoredFile.write(StoredFile.read(inputs.weightsPath), to: teacherPath)
        let resolved = request.resolved
        let spec = StudentSpec(
            selection: student.selection, sites: resolved.sites,
            damages: zip(checkpoint.damages, best.proposal.choices).map { $0[$1] }, limit: limit,
            input: resolved.input,
            teacher: .init(
                architecture: resolved.architecture.name, classes: resolved.classes,
                weights: try reference(Self.teacherName, in: folder)),
            weights: try reference(Self.weightsName, in: folder),
            provenance: .init(
                experiment: experiment.name, strategy: request.strategy.rawValue, seed: request.configuration.seed,
                space: .init(name: resolved.spaceFile.name, sha256: digest(experiment.provenance.spaceSha256)),
                data: .init(name: inputs.clip.source.name, sha256: digest(inputs.dataSHA256))),
            createdBy: ToolVersion.name)
        try spec.write(to: folder + "/" + Self.specName)
        _ = try database.record(
            derivation: DerivationRecord(
                experimentId: experiment.id, trialId: trial.id,
                budget: StoredBudget(text: limit.budget.text, limitMacs: limit.macs),
                budgetScope: limit.scope == .amortised ? .amortised : .deltaFrame,
                deltaFrameMacs: spec.use.deltaFrameMACs, amortisedMacs: spec.use.amortisedMACs,
                agreement: best.evaluation.agreement.share, miou: best.evaluation.student.meanIoU,
                folder: SearchInputs.absolute(folder), specJson: spec.json.text()))
        return spec
    }

    private func reference(_ name: String, in folder: String) throws -> StudentSpec.FileReference {
        guard let file = PathInFolder(name) else { preconditionFailure("\(name) is no file's name") }
        return .init(file: file, sha256: digest(try SHA256.hex(ofFile: folder + "/" + name)))
    }

    private func digest(_ text: String) -> SHA256Text {
        guard let digest = SHA256Text(text) else { preconditionFailure("\(text) is no SHA-256") }
        return digest
    }

    /// A budget as a folder's name: `2GFLOPs`, `45%-amortised`.
    static func folderName(_ limit: BudgetLimit) -> String {
        let text = limit.budget.text.filter { !$0.isWhitespace && $0 != "/" }
        return limit.scope == .deltaFrame ? text : text + "-" + limit.scope.rawValue
    }

    public static let specName = "student.json"
    static let weightsName = "student.safetensors"
    static let teacherName = "teacher.safetensors"
}
