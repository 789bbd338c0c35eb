import ArgumentParser
import ExperimentStore
import Experiments
import Networks

struct Plot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw what a run recorded, step by step, in the terminal.",
        discussion: """
            A search records divergence, distillation, lambda, temperature, expected_macs, discrete_macs and entropy; a \
            fine-tuning run divergence, agreement, learning_rate and more.
            """)

    @Argument(
        help: ArgumentHelp("The experiment (default: the latest).", valueName: "name"),
        completion: .custom(ExperimentNames.complete))
    var name: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "What to draw; repeatable, each below the one before (default: divergence).", valueName: "metric"))
    var metric: [String] = []

    @Option(parsing: .unconditional, help: ArgumentHelp("Of this trial (default: the furthest).", valueName: "number"))
    var trial: Int?

    @Flag(help: "Of the last fine-tuning run instead of the search.")
    var finetuning = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Columns (default: the terminal's; 80 where there is none).", valueName: "count"))
    var width: Int?

    @Option(parsing: .unconditional, help: ArgumentHelp("Rows of each picture.", valueName: "count"))
    var height: Int = 12

    @Flag(help: "Draw with stars (default where the locale is not UTF-8).")
    var ascii = false

    @OptionGroup var database: DatabaseOptions

    @Option(help: "How results are printed. As json and csv: one value a row.")
    var format: OutputFormat = .table

    func run() async throws {
        // Narrower than can be read is the terminal's affair, not the user's mistake.
        let width = width ?? min(1000, max(TerminalPlot.least.width, Terminal.width))
        guard (TerminalPlot.least.width...1000).contains(width) else {
            throw UsageError.outOfRange(
                option: "--width", value: "\(width)", allowed: "a number in \(TerminalPlot.least.width)...1000")
        }
        guard (TerminalPlot.least.height...500).contains(height) else {
            throw UsageError.outOfRange(
                option: "--height", value: "\(height)", allowed: "a number in \(TerminalPlot.least.height)...500")
        }
        let recorded = try RecordedNumbers(
            name, run: finetuning ? .finetuning : .trial(trial),
            in: ExperimentDatabase(path: database.db, mode: .readOnly))
        let chosen = try recorded.series(metric)
        guard format == .table else {
            var table = Table([
                .init("run", "run"), .init("metric", "metric"), .init("step", "step", isNumber: true),
                .init("value", "value", isNumber: true),
            ])
            for series in chosen {
                table.rows += series.points.map {
                    [.string(recorded.title), .string(series.name), .integer($0.step), .init(.number($0.value))]
                }
            }
            return Terminal.print(table.formatted(format))
        }
        let isASCII = ascii || !Terminal.isUTF8
        Terminal.print(
            chosen.map { series in
                TerminalPlot(
                    title: "\(series.name) of \(recorded.title)",
                    points: series.thinned(to: 2 * width).points.map { (Double($0.step), $0.value) }, width: width,
                    height: height, isASCII: isASCII
                ).text
            }.joined(separator: "\n"))
    }
}
