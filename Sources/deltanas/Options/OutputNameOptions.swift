import ArgumentParser

/// Which output of a model file is distilled.
struct OutputNameOptions: ParsableArguments {
    @Option(
        name: .customLong("output-name"),
        help: ArgumentHelp(
            "Of several outputs, the one that is distilled (default: the first of four dimensions).", valueName: "name")
    )
    var outputName: String?
}
