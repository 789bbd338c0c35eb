import ArgumentParser
import VideoData

/// How steadiness over time is scored.
struct TemporalOptions: ParsableArguments {
    enum Rule: String, CaseIterable, ExpressibleByArgument {
        case nearest
        case etcLegacy = "etc-legacy"
        case none
    }

    @Option(
        help:
            "How temporal consistency is scored: with the nearest pixel's class; as by the script published with ETC, which interpolates class ids, for figures beside published ones; or not at all."
    )
    var temporal: Rule = .nearest

    @Option(
        help: ArgumentHelp(
            "Optical flow: exact (streets know theirs), dis (OpenCV's dense inverse search), or a folder of FRAME.flo files, from each frame to the one before (default: exact for streets, else dis).",
            valueName: "exact|dis|folder"))
    var flow: String?

    var rule: TemporalProtocol? {
        switch temporal {
        case .nearest: .nearest
        case .etcLegacy: .etcLegacy
        case .none: nil
        }
    }

    /// nil where nobody says.
    ///
    /// - Throws: ``UsageError/conflict(_:_:)`` where flow is given and nothing asks for it.
    func source() throws -> String? {
        guard flow == nil || rule != nil else { throw UsageError.conflict("--flow", "--temporal none") }
        return flow
    }
}
