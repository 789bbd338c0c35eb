import ArgumentParser

/// Where experiments are kept.
struct DatabaseOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The database of experiments, SQLite.", valueName: "file"))
    var db: String = "deltanas.sqlite"
}
