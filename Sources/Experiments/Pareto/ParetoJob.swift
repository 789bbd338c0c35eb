import Compute
import DeltaSearch
public import ExperimentStore
import Foundation
import Networks
import StudentSpace
import VideoData

/// `deltanas pareto`: one experiment, many budgets, each derived, fine-tuned if asked for, and scored on the same frames
/// beside baselines.
public final class ParetoJob {
    public let request: ParetoRequest
    private let derivations: [DeriveJob]
    private let databasePath: String
    private let workers: Int
    private let command: String

    /// - Parameter command: what a user types to go on after an interruption.
    /// - Throws: what reading the experiments throws.
    public init(_ request: ParetoRequest, databasePath: String, workers: Int, command: String) throws {
        self.request = request
        self.databasePath = databasePath
        self.workers = workers
        self.command = command
        derivations = try ([request.experiment] + request.others.map { $0 }).map {
            try DeriveJob($0, databasePath: databasePath, workers: workers)
        }
    }

    public var experiment: ExperimentRecord { derivations[0].experiment }

    /// Derives, trains and scores everything.
    ///
    /// Students that were fine-tuned to the end by an earlier run of the same request are taken as they are.
    ///
    /// - Throws: ``Interrupted``; what deriving, fine-tuning and scoring throw.
    public func run(_ meter: ProgressMeter, _ interruption: Interruption) throws -> ParetoReport {
        let main = derivations[0]
        let scorer = try ParetoScorer(main, request, workers: workers)
        let budgets = try budgets(main)
        var points: [ParetoReport.Point] = []
        for derivation in derivations {
            let name = derivation.experiment.name
            let derived = try derivation.run(
                budgets: budgets, scope: .amortised, folder: "\(request.folder)/students/\(name)", meter, interruption,
                command: command)
            for student in derived {
                points.append(try scorer.point(name, student.limit.text, specPath: student.specPath, meter))
            }
            guard request.finetuneSteps > 0 else { continue }
            for student in derived {
                let path = try finetuned(student, derivation, meter, interruption)
                points.append(try scorer.point("\(name), fine-tuned", student.limit.text, specPath: path, meter))
            }
        }
        for baseline in request.baselines {
            for budget in budgets {
                if interruption.isRequested {
                    throw Interrupted(exitCode: interruption.exitCode, resumeCommand: command)
                }
                let limit = main.request.resolved.limit(budget, scope: .amortised)
                guard let student = try main.student(of: baseline, within: limit, meter, interruption, command: command)
                else { continue }
                points.append(try scorer.point(baseline.rawValue, limit.text, student, meter))
            }
        }
        let report = scorer.report(experiment.name, points)
        try write(report)
        return report
    }

    /// Shares of the teacher's amortised MACs, evenly spaced, rounded to tenths of a percent.
    private func budgets(_ job: DeriveJob) throws -> [Budgets] {
        let resolved = job.request.resolved
        let cheapest = resolved.space.choices.reduce(0) { $0 + ($1.macs.min() ?? 0) }
        let teacher = job.request.limit.teacherMACs
        let least =
            Double(
                BudgetLimit.amortisedMACs(
                    deltaFrame: cheapest, teacher: teacher,
                    keyframeInterval: resolved.keyframeInterval)) / Double(teacher)
        let low = max(request.shares.lowerBound, (1000 * least + 1).rounded(.up) / 1000)
        let high = max(low, request.shares.upperBound)
        var texts: [String] = []
        for index in 0..<request.points {
            let share = low + (high - low) * Double(index) / Double(max(1, request.points - 1))
            let text = String(format: "%g%%", (1000 * share).rounded() / 10)
            if !texts.contains(text) { texts.append(text) }
        }
        return try texts.map { try Budgets(parsing: $0) }
    }

    /// The spec of a derived student, fine-tuned on the frames that its search has fitted on.
    private func finetuned(
        _ student: DeriveJob.Derived, _ derivation: DeriveJob, _ meter: ProgressMeter, _ interruption: Interruption
    ) throws -> String {
        let name = derivation.experiment.name
        let folder =
            "\(request.folder)/students/\(name)-finetuned-\(request.finetuneSteps)/\(DeriveJob.folderName(student.limit))"
        let path = "\(folder)/\(StudentFolder.specName)"
        let configuration = FinetuneConfiguration(steps: request.finetuneSteps, seed: request.seed)
        let start = try SHA256.hex(ofFile: student.specPath)
        if let known = try? StudentSpec.read(path).provenance.finetuning, known.student.description == start,
            known.seed == configuration.seed
        {
            return path
        }
        let resolved = derivation.request.resolved
        let job = try FinetuneJob(
            FinetuneRequest(
                specPath: student.specPath, data: [resolved.data], frames: resolved.frames, folder: folder,
                configuration: configuration),
            databasePath: databasePath, workers: workers, command: command)
        return try job.run(meter, interruption).specPath
    }

    private func write(_ report: ParetoReport) throws {
        try StoredFile.write(Array(report.json.text().utf8), to: "\(request.folder)/pareto.json")
        try StoredFile.write(Array(report.chart.svg().utf8), to: "\(request.folder)/pareto.svg")
    }
}
