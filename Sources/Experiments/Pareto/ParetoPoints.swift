import DeltaSearch
import ExperimentStore
import Foundation
import StudentSpace
import VideoData

/// The points of one series: each derived, fine-tuned where that is asked for, scored and recorded, or taken as recorded.
final class ParetoPoints {
    private(set) var started: [ParetoReport.Point] = []
    private(set) var finetuned: [ParetoReport.Point] = []
    /// Budgets that the series has no network for.
    private(set) var infeasible: [String] = []
    /// How many points were in the database.
    private(set) var known = 0
    private(set) var teacherMIoU: Double?
    private let job: ParetoJob
    private let series: ParetoSeries
    private let scorer: ParetoScorer
    private let meter: ProgressMeter
    private let interruption: Interruption
    /// Specs of fine-tuned students by the weights that they started from: two budgets may have one network.
    private var tunedByStart: [String: String] = [:]

    init(
        _ job: ParetoJob, _ series: ParetoSeries, _ scorer: ParetoScorer, _ meter: ProgressMeter,
        _ interruption: Interruption
    ) {
        self.job = job
        self.series = series
        self.scorer = scorer
        self.meter = meter
        self.interruption = interruption
    }

    private var request: ParetoRequest { job.request }
    private var derivation: DeriveJob { series.derivation }
    private var isFinetuned: Bool {
        request.finetuneSteps > 0 && (series.baseline == nil || request.finetunesBaselines)
    }

    func run(_ budgets: [Budgets]) throws {
        for budget in budgets {
            if interruption.isRequested {
                throw Interrupted(exitCode: interruption.exitCode, resumeCommand: job.command)
            }
            let limit = derivation.request.resolved.limit(budget, scope: .amortised)
            guard (try? derivation.request.resolved.space.profile(limit).requireFeasible()) != nil,
                let start = try start(budget, limit)
            else {
                infeasible.append(limit.text)
                continue
            }
            started.append(start)
            if isFinetuned, let path = start.spec { finetuned.append(try finetune(path, limit)) }
        }
    }

    /// The derived student; nil where there is none within the budget.
    private func start(_ budget: Budgets, _ limit: BudgetLimit) throws -> ParetoReport.Point? {
        let folder = "\(request.folder)/students/\(series.folder)/\(DeriveJob.folderName(limit))"
        let isWritten = series.baseline == nil || isFinetuned
        let identity = scorer.identity(series, limit, finetuning: nil)
        if let point = try recorded(identity, isWritten: isWritten) { return point }
        var path: String?
        let student: Student
        if let baseline = series.baseline {
            guard
                let chosen = try derivation.student(
                    of: baseline, within: limit, folder: isWritten ? folder : nil, meter, interruption,
                    command: job.command)
            else { return nil }
            student = chosen
            path = isWritten ? "\(folder)/\(StudentFolder.specName)" : nil
        } else {
            let derived = try derivation.run(
                budgets: [budget], scope: .amortised, folder: folder, meter, interruption, command: job.command)
            path = derived[0].specPath
            student = try StudentFiles.load(derived[0].specPath).student
        }
        return try record(student, path, limit, identity, finetuning: nil)
    }

    /// The same, fine-tuned on the frames that its search has fitted on.
    private func finetune(_ start: String, _ limit: BudgetLimit) throws -> ParetoReport.Point {
        let configuration = request.finetuning
        let identity = scorer.identity(series, limit, finetuning: configuration)
        let weights = try StudentSpec.read(start).weights.sha256.description
        if let point = try recorded(identity, isWritten: true) {
            tunedByStart[weights] = point.spec
            return point
        }
        let path = try tunedByStart[weights] ?? trained(start, limit, configuration)
        tunedByStart[weights] = path
        return try record(StudentFiles.load(path).student, path, limit, identity, finetuning: configuration)
    }

    private func trained(
        _ start: String, _ limit: BudgetLimit, _ configuration: FinetuneConfiguration
    ) throws -> String {
        let resolved = derivation.request.resolved
        let folder =
            "\(request.folder)/students/\(series.folder)-finetuned-\(configuration.steps)/\(DeriveJob.folderName(limit))"
        let path = "\(folder)/\(StudentFolder.specName)"
        // Cut off between its end and its score.
        if let known = try? StudentSpec.read(path).provenance.finetuning, known.seed == configuration.seed,
            try known.student.description == SHA256.hex(ofFile: start)
        {
            return path
        }
        do {
            let run = try FinetuneJob(
                FinetuneRequest(
                    specPath: start, data: [resolved.data], frames: resolved.frames, folder: folder,
                    configuration: configuration, unfinished: .goOnOrBeginAnew),
                databasePath: job.databasePath, workers: job.workers, command: job.command)
            return try run.run(meter, interruption).specPath
        } catch FinetuneError.nothingToTrain {
            // Zeros everywhere: as it is, it is as good as it gets.
            return start
        }
    }

    /// A point as the database has it, where its student is still what it was.
    private func recorded(_ identity: String, isWritten: Bool) throws -> ParetoReport.Point? {
        guard let record = try derivation.database.paretoPoint(identity) else { return nil }
        var spec: String?
        if isWritten {
            let folder = SearchInputs.absolute(request.folder) + "/"
            guard let path = record.specPath, path.hasPrefix(folder),
                (try? SHA256.hex(ofFile: path)) == record.specSha256
            else { return nil }
            spec = "\(request.folder)/\(path.dropFirst(folder.count))"
        }
        known += 1
        teacherMIoU = record.teacherMiou
        return ParetoReport.Point(
            series: record.series, isBaseline: record.isBaseline, finetuneSteps: record.finetuneSteps,
            budget: record.budgetText, deltaFrameMACs: record.deltaFrameMacs, amortisedMACs: record.amortisedMacs,
            amortisedShare: Double(record.amortisedMacs) / Double(record.teacherMacs), agreement: record.agreement,
            miou: record.miou, spec: spec)
    }

    private func record(
        _ student: Student, _ path: String?, _ limit: BudgetLimit, _ identity: String,
        finetuning: FinetuneConfiguration?
    ) throws -> ParetoReport.Point {
        let phase = "\(series.name)\(finetuning == nil ? "" : ", fine-tuned") at \(limit.text)"
        let evaluation = try scorer.evaluate(student, phase, meter)
        let origin = RunOrigin.current
        let record = ParetoPointRecord(
            experimentId: derivation.experiment.id, identity: identity, toolVersion: origin.toolVersion,
            revision: origin.revision, series: series.name, isBaseline: series.baseline != nil,
            finetuneSteps: finetuning?.steps ?? 0, seed: request.seed, budgetText: limit.text,
            limitMacs: limit.compute?.frame ?? limit.teacherMACs, keyframeInterval: limit.keyframeInterval,
            dataText: scorer.dataText, dataSha256: scorer.dataSHA256, frames: scorer.range,
            teacherMacs: evaluation.teacherMACs, deltaFrameMacs: evaluation.deltaFrameMACs,
            amortisedMacs: evaluation.amortisedMACs, agreement: evaluation.agreement.share,
            miou: evaluation.student.meanIoU, teacherMiou: evaluation.teacher.meanIoU,
            spec: try path.map { (SearchInputs.absolute($0), try SHA256.hex(ofFile: $0)) })
        try derivation.database.record(paretoPoint: record)
        teacherMIoU = evaluation.teacher.meanIoU
        return ParetoReport.Point(
            series: record.series, isBaseline: record.isBaseline, finetuneSteps: record.finetuneSteps,
            budget: record.budgetText, deltaFrameMACs: record.deltaFrameMacs, amortisedMACs: record.amortisedMacs,
            amortisedShare: Double(record.amortisedMacs) / Double(record.teacherMacs), agreement: record.agreement,
            miou: record.miou, spec: path)
    }
}
