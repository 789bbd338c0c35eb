import ArgumentParser
import Experiments
import StudentSpace

struct Profile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what a search space and a budget allow, before any work.",
        discussion: """
            Prints every site's candidates and what they cost, what dropped out and why, and the least and the most \
            that a delta frame can cost. Reads no frames, and weights only where they are inside a model; for a budget \
            of time it reads the database. A model without a space is profiled by the space that space init would draft.
            """)

    @Option(help: ArgumentHelp("The search space: a deltanas.space/1 file.", valueName: "file"))
    var space: String?

    @Option(
        help: ArgumentHelp(
            "The teacher: a model as ONNX, or weights as safetensors (default: the space's).", valueName: "file"))
    var teacher: String?

    @OptionGroup var outputName: OutputNameOptions

    @OptionGroup var budget: BudgetOptions
    @OptionGroup var latency: LatencyOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var input: InputOptions
    @OptionGroup var interval: IntervalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        if teacher?.isEmpty == true { throw UsageError.noPath(option: "--teacher") }
        let budgets = try budget.parsed()
        let threads = try latency.threadCount()
        var resolved = try resolve()
        if budgets?.time != nil {
            let source = latency.source(databasePath: database.db)
            guard let timed = try resolved.knownTimes(threads: threads, from: source) else {
                throw UsageError.notMeasured(
                    space: space ?? resolved.spaceFile.file, threads: threads, input: resolved.input,
                    database: database.db)
            }
            resolved = timed
        }
        let report = ProfileReport(resolved, budgets: budgets, scope: budget.scope.budgetScope)
        let text = ProfileText(report)
        switch output.format {
        case .table: Terminal.print(text.table)
        case .json: Terminal.print(text.json.text())
        case .csv: Terminal.print(text.candidates.csv)
        }
        try report.requireFeasible()
    }

    private func resolve() throws -> ResolvedSpace {
        guard let space else {
            guard let teacher, TeacherNetwork.isModel(teacher) else {
                throw UsageError.missingOption("--space", example: "--space FILE, or --teacher FILE.onnx")
            }
            return try ResolvedSpace(
                drafting: teacher, input: input.parsed(), outputs: outputName.parsed(),
                keyframeInterval: interval.keyframeInterval ?? 4)
        }
        if !outputName.outputName.isEmpty { throw UsageError.conflict("--output-name", "--space") }
        return try ResolvedSpace(
            spacePath: space,
            overrides: SpaceOverrides(
                teacher: teacher, input: input.parsed(), keyframeInterval: interval.keyframeInterval))
    }
}
