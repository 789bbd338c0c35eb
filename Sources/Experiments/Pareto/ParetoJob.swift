import DeltaSearch
public import ExperimentStore
import Foundation
import Networks
import StudentSpace

/// `deltanas pareto`: one experiment, many budgets, each derived, fine-tuned if asked for, and scored on the same frames
/// beside baselines.
///
/// Every point is in the database as soon as it is scored, and is taken from there when the same is asked for again: a run
/// that was cut off goes on where it was.
public final class ParetoJob {
    public let request: ParetoRequest
    let derivations: [DeriveJob]
    let databasePath: String
    let workers: Int
    let command: String

    /// - Parameter command: what a user types to go on after an interruption.
    /// - Throws: ``SearchJobError/folder(_:code:)``; ``ParetoError`` where students could not be compared; what reading the experiments throws.
    public init(_ request: ParetoRequest, databasePath: String, workers: Int, command: String) throws {
        // Before searches are read, let alone students trained.
        try Folder.requireWritable(request.folder)
        if FileManager.default.fileExists(atPath: request.folder) {
            for name in Self.names { try DocumentFile.requireWritable("\(request.folder)/\(name)") }
        }
        self.request = request
        self.databasePath = databasePath
        self.workers = workers
        self.command = command
        derivations = try ([request.experiment] + request.others.map { $0 }).map {
            try DeriveJob($0, databasePath: databasePath, workers: workers)
        }
        for other in derivations.dropFirst() { try other.requireComparable(with: derivations[0]) }
        var names: Set<String> = []
        for derivation in derivations where !names.insert(derivation.experiment.name).inserted {
            throw ParetoError.repeated(derivation.experiment.name)
        }
    }

    /// What is written beside the students: the table, for programs and for spreadsheets, and the picture.
    private static let names = ["pareto.json", "pareto.csv", "pareto.svg"]

    public var experiment: ExperimentRecord { derivations[0].experiment }

    /// Derives, trains and scores everything that is not in the database yet.
    ///
    /// - Throws: ``Interrupted``; what deriving, fine-tuning and scoring throw.
    public func run(_ meter: ProgressMeter, _ interruption: Interruption) throws -> ParetoReport {
        let main = derivations[0]
        let scorer = try ParetoScorer(main, request, workers: workers)
        let budgets = try budgets(main, meter)
        let series =
            derivations.map { ParetoSeries(derivation: $0, baseline: nil) }
            + request.baselines.map { ParetoSeries(derivation: main, baseline: $0) }
        var report = scorer.report(experiment.name)
        for series in series {
            let points = ParetoPoints(self, series, scorer, meter, interruption)
            try points.run(budgets)
            report.points += points.started + points.finetuned
            report.teacherMIoU = report.teacherMIoU ?? points.teacherMIoU
            report.knownPoints += points.known
            report.infeasible += points.infeasible.map { .init(series: series.name, budget: $0) }
        }
        try write(report)
        return report
    }

    /// Shares of the teacher's amortised MACs, evenly spaced, rounded to tenths of a percent.
    ///
    /// - Throws: ``ParetoError/budgetsTooSmall(upperBound:least:)``.
    private func budgets(_ job: DeriveJob, _ meter: ProgressMeter) throws -> [Budgets] {
        let resolved = job.request.resolved
        let teacher = job.request.limit.teacherMACs
        let least =
            Double(
                BudgetLimit.amortisedMACs(
                    deltaFrame: resolved.space.minimumMACs, teacher: teacher,
                    keyframeInterval: resolved.keyframeInterval)) / Double(teacher)
        let low = max(request.shares.lowerBound, (1000 * least + 1).rounded(.up) / 1000)
        let high = request.shares.upperBound
        guard low <= high else { throw ParetoError.budgetsTooSmall(upperBound: high, least: least) }
        if low > request.shares.lowerBound {
            meter.note(
                String(format: "budgets begin at %g%%: the cheapest network takes %.2f %%", 100 * low, 100 * least))
        }
        var texts: [String] = []
        for index in 0..<request.points {
            let share = low + (high - low) * Double(index) / Double(max(1, request.points - 1))
            let text = String(format: "%g%%", (1000 * share).rounded() / 10)
            if !texts.contains(text) { texts.append(text) }
        }
        return try texts.map { try Budgets(parsing: $0) }
    }

    private func write(_ report: ParetoReport) throws {
        for (name, text) in zip(Self.names, [report.json.text(), report.csv, report.chart.svg()]) {
            try StoredFile.write(Array(text.utf8), to: "\(request.folder)/\(name)")
        }
    }
}

extension DeriveJob {
    /// - Throws: ``ParetoError/notComparable(_:_:what:)`` unless both have the same teacher, input and key-frame interval.
    fileprivate func requireComparable(with other: DeriveJob) throws(ParetoError) {
        let (own, its) = (request.resolved, other.request.resolved)
        let differences: [(ParetoError.Difference, Bool)] = [
            (.teacher, experiment.provenance.teacherSha256 == other.experiment.provenance.teacherSha256),
            (.input, own.input == its.input),
            (.keyframeInterval, own.keyframeInterval == its.keyframeInterval),
        ]
        if let (what, _) = differences.first(where: { !$0.1 }) {
            throw .notComparable(experiment.name, other.experiment.name, what: what)
        }
    }
}
