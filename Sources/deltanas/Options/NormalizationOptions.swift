public import ArgumentParser
public import StudentSpace

/// How frames become an imported network's input.
struct NormalizationOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Mean of each of the network's channels, in its pixel range (default: ImageNet's).", valueName: "a,b,c"))
    var mean: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Standard deviation, likewise (default: ImageNet's).", valueName: "a,b,c"))
    var std: String?

    @Option(
        help: ArgumentHelp("Order of the network's channels: rgb or bgr (default: rgb).", valueName: "order"))
    var channelOrder: FrameNormalization.ChannelOrder?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("What white is before the mean is taken off: 1 or 255 (default: 1).", valueName: "white"))
    var pixelRange: Int?

    /// nil where nothing is said: ImageNet's.
    ///
    /// - Throws: ``UsageError/outOfRange(option:value:allowed:)``.
    func parsed() throws -> FrameNormalization? {
        guard mean != nil || std != nil || channelOrder != nil || pixelRange != nil else { return nil }
        let range = pixelRange ?? 1
        guard FrameNormalization.pixelRanges.contains(range) else {
            throw UsageError.outOfRange(option: "--pixel-range", value: "\(range)", allowed: "1 or 255")
        }
        let order = channelOrder ?? .rgb
        let usual = FrameNormalization.imageNet(channelOrder: order, pixelRange: range)
        let means = try mean.map { try Self.numbers($0, in: FrameNormalization.means, of: "--mean") } ?? usual.mean
        let deviations =
            try std.map { try Self.numbers($0, in: FrameNormalization.deviations, of: "--std") } ?? usual.std
        guard
            let normalization = FrameNormalization(
                mean: means, std: deviations, channelOrder: order, pixelRange: range)
        else { preconditionFailure("numbers in range") }
        return normalization
    }

    private static func numbers(
        _ text: String, in range: ClosedRange<Double>, of option: String
    ) throws(UsageError) -> [Double] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Double($0) }.filter(range.contains)
        guard parts.count == FrameNormalization.channels, numbers.count == parts.count else {
            throw .outOfRange(
                option: option, value: "'\(text)'",
                allowed: "three numbers with commas between them, each from \(range.lowerBound) to \(range.upperBound)")
        }
        return numbers
    }
}

extension FrameNormalization.ChannelOrder: ExpressibleByArgument {}
