import ArgumentParser
import DeltaSearch
import Experiments
import Foundation
import StudentSpace

struct Pareto: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Derive students for many budgets out of one search, and draw what they reach.",
        discussion: """
            Evenly spaced budgets, shares of the teacher's amortised MACs; every student is scored on the same frames, \
            beside what baselines choose among the same candidates. The folder gets the students, pareto.json, \
            pareto.csv and pareto.svg; the database gets every point as soon as it is scored, and the same command does \
            not do again what is there.
            """)

    @Argument(
        help: ArgumentHelp("The experiment (default: the latest).", valueName: "name"),
        completion: .custom(ExperimentNames.complete))
    var experiment: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Budgets.", valueName: "count"))
    var points: Int = 8

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The least and the largest budget, amortised.", valueName: "A%..B%"))
    var budgets: String = "25%..70%"

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Strategies to compare with: solve, uniform, random, greedy; repeatable, none for none (default: uniform and random).",
            valueName: "strategy"))
    var baseline: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Another experiment, derived and trained alike; repeatable.", valueName: "name"))
    var against: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Fine-tune every derived student for so many steps.", valueName: "count"))
    var finetuneSteps: Int = 0

    @Flag(help: "Fine-tune the baselines' students too, as long; without it they stay as derived, and are called so.")
    var finetuneBaselines = false

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Where fine-tuning's randomness starts from.", valueName: "number"))
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp(
            "Frames to score students on: a video, a folder, a pattern, a data set, or streets:SEED[,frames=N] (default: those that the search decided on, which its weights have seen).",
            valueName: "source"))
    var data: String?

    @OptionGroup var frames: FrameOptions

    @Option(
        name: [.short, .long], help: ArgumentHelp("Where students, table and picture go.", valueName: "folder"))
    var output: String = "pareto"

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        guard (2...1000).contains(points) else {
            throw UsageError.outOfRange(option: "--points", value: "\(points)", allowed: "a number in 2...1000")
        }
        guard (0...1_000_000).contains(finetuneSteps) else {
            throw UsageError.outOfRange(
                option: "--finetune-steps", value: "\(finetuneSteps)", allowed: "a number in 0...1000000")
        }
        guard !finetuneBaselines || finetuneSteps > 0 else {
            throw UsageError.missingOption("--finetune-steps", example: "--finetune-steps 400")
        }
        guard !output.isEmpty else {
            throw UsageError.outOfRange(option: "--output", value: "''", allowed: "a folder, such as pareto")
        }
        let frameRange = try frames.parsed()
        guard data != nil || frameRange == nil else {
            throw UsageError.outOfRange(option: "--frames", value: frames.frames ?? "", allowed: "frames of --data")
        }
        let interruption = Interruption()
        interruption.listen()
        let request = ParetoRequest(
            experiment: experiment, others: against, points: points, shares: try shares(), baselines: try strategies(),
            finetuneSteps: finetuneSteps, finetunesBaselines: finetuneBaselines, seed: seed, data: data,
            frames: frameRange,
            folder: output.count > 1 && output.hasSuffix("/") ? String(output.dropLast()) : output)
        let job = try ParetoJob(
            request, databasePath: database.db, workers: workers.count(),
            command: RunOrigin.command + " " + ShellWords.joined(Array(CommandLine.arguments.dropFirst())))
        let report = try job.run(ProgressMeter(), interruption)
        switch format.format {
        case .table: Terminal.print(ParetoText.table(report).text)
        case .json: Terminal.print(report.json.text())
        case .csv: Terminal.print(report.csv)
        }
        ParetoText.notes(report, folder: request.folder).forEach(Terminal.note)
    }

    private func shares() throws -> ClosedRange<Double> {
        let ends = budgets.components(separatedBy: "..").map { text in
            text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : nil
        }
        guard ends.count == 2, let low = ends[0], let high = ends[1], low > 0, low <= high, high <= 1 else {
            throw UsageError.outOfRange(option: "--budgets", value: budgets, allowed: "two shares, such as 25%..70%")
        }
        return low...high
    }

    private func strategies() throws -> [SearchStrategy] {
        if baseline.isEmpty { return [.uniform, .random] }
        if baseline == ["none"] { return [] }
        return try baseline.map { text in
            guard let strategy = SearchStrategy(rawValue: text), ParetoRequest.possibleBaselines.contains(strategy)
            else {
                throw UsageError.outOfRange(
                    option: "--baseline", value: text,
                    allowed: ParetoRequest.possibleBaselines.map(\.rawValue).joined(separator: ", ") + " or none")
            }
            return strategy
        }
    }
}
