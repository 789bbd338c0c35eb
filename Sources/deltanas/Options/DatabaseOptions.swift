import ArgumentParser

/// Where experiments are kept.
struct DatabaseOptions: ParsableArguments {
    static let standard = "deltanas.sqlite"

    @Option(
        help: ArgumentHelp("The database of experiments, SQLite.", valueName: "file"),
        completion: .file(extensions: ["sqlite"]))
    var db: String = DatabaseOptions.standard
}
