import ArgumentParser
import Experiments
import Foundation
import StudentSpace

struct SpaceInitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Draft a search space for a model file of yours.",
        discussion: """
            Every convolution becomes a site, with the candidates that make sense there; edit the file as you like. The \
            model has its weights inside and is read where it lies. How frames become its input goes into the space: \
            ImageNet's normalisation where nothing else is said.
            """)

    @Option(help: ArgumentHelp("The teacher: an ONNX file, opset 11 to 21.", valueName: "file"))
    var teacher: String

    @OptionGroup var input: InputOptions

    @OptionGroup var outputName: OutputNameOptions

    @OptionGroup var normalization: NormalizationOptions

    @Flag(help: "The outputs are features, not scores of classes: what counts is their relative squared error.")
    var features = false

    @Option(
        help: ArgumentHelp(
            "Frames to learn from, that the space names: a folder, or streets:SEED[,frames=N].",
            valueName: "source"))
    var data = "streets:7,frames=48"

    @OptionGroup var interval: IntervalOptions

    @Option(name: [.short, .long], help: ArgumentHelp("Where the space goes.", valueName: "file"))
    var output: String

    @Flag(help: "Replace a file that is there.")
    var overwrite = false

    func run() async throws {
        if teacher.isEmpty { throw UsageError.noPath(option: "--teacher") }
        if output.isEmpty { throw UsageError.noPath(option: "--output") }
        if !overwrite, FileManager.default.fileExists(atPath: output) { throw UsageError.fileExists(output) }
        let draft = try SpaceDraft(
            .init(
                teacher: teacher, input: input.parsed(), outputs: outputName.parsed(),
                normalization: normalization.parsed(), predicts: features ? .features : .classes, data: data,
                keyframeInterval: interval.keyframeInterval ?? 4, path: output))
        try draft.file.write(to: output)
        let text = SpaceDraftText(draft: draft, path: output)
        Terminal.print(text.text)
    }
}
