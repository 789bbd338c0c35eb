import ArgumentParser
import Experiments
import StudentSpace

struct Latency: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure what every candidate of a space takes on this machine.",
        discussion: """
            Times whole delta frames of assemblies that vary every site at once, shares them out among sites and \
            candidates, and says how well their sums predict other assemblies. The table is kept in the database \
            for this processor, library, build, input size, number of threads and teacher, and used again \
            wherever all of them are the same. Reads neither weights nor frames.
            """)

    @Option(help: ArgumentHelp("The search space: a deltanas.space/1 file.", valueName: "file"))
    var space: String

    @OptionGroup var input: InputOptions
    @OptionGroup var latency: LatencyOptions

    @Flag(help: "Measure anew, whatever the database holds.")
    var refresh = false

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let threads = try latency.threadCount()
        let resolved = try ResolvedSpace(spacePath: space, overrides: SpaceOverrides(input: input.parsed()))
        let source = MachineLatencies(databasePath: database.db, refreshes: refresh) {
            LatencyText($0).notes.forEach(Terminal.note)
        }
        let report = try source.report(for: resolved, threads: threads, ProgressMeter().observer)
        let text = LatencyText(report)
        switch output.format {
        case .table: Terminal.print(text.table(of: resolved.space))
        case .json: Terminal.print(text.json(of: resolved.space).text())
        case .csv: Terminal.print(text.candidates(of: resolved.space).csv)
        }
    }
}
