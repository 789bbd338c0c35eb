import ArgumentParser

/// Which outputs of a model file are distilled.
struct OutputNameOptions: ParsableArguments {
    @Option(
        name: .customLong("output-name"),
        help: ArgumentHelp(
            """
            Of several outputs, the one that is distilled; repeated, all of these, the first being the scores (default: \
            the first of four dimensions).
            """, valueName: "name"))
    var outputName: [String] = []

    /// - Throws: ``UsageError/outOfRange(option:value:allowed:)`` where one is named twice.
    func parsed() throws -> [String] {
        for (place, name) in outputName.enumerated() where outputName[..<place].contains(name) {
            throw UsageError.outOfRange(option: "--output-name", value: "'\(name)'", allowed: "each output once")
        }
        return outputName
    }
}
