import ArgumentParser

/// How results are printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case json
    case csv
}

struct OutputOptions: ParsableArguments {
    @Option(help: "How results are printed.")
    var format: OutputFormat = .table
}

/// For results that are no list.
struct DocumentOptions: ParsableArguments {
    @Option(help: "How results are printed. As csv: a key and its value a row.")
    var format: OutputFormat = .table
}
