/// How the pixels of a frame become an imported network's input: `(pixel · range / 255 − mean) / std`, for each of the
/// network's channels.
///
/// In a space file and in a spec:
///
///     "normalization": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "channelOrder": "rgb", "pixelRange": 1}
public struct FrameNormalization: Hashable, Sendable {
    /// Which colour the network's first channel is.
    public enum ChannelOrder: String, CaseIterable, Hashable, Sendable {
        case rgb
        case bgr
    }

    /// Of the network's channels in their order, in units of the range.
    public let mean: [Double]
    /// Standard deviations, as the means are.
    public let std: [Double]
    public let channelOrder: ChannelOrder
    /// What a white pixel is before the mean is taken off: 1 or 255.
    public let pixelRange: Int

    public static let pixelRanges = [1, 255]
    public static let means = -1e6...1e6
    public static let deviations = 1e-6...1e6
    /// Means and standard deviations: one for each colour.
    public static let channels = 3

    /// - Returns: nil where a number is none of ``means``, ``deviations`` or ``pixelRanges``, or there are not
    ///   ``channels`` of them.
    public init?(mean: [Double], std: [Double], channelOrder: ChannelOrder = .rgb, pixelRange: Int = 1) {
        guard mean.count == Self.channels, mean.allSatisfy(Self.means.contains), std.count == Self.channels,
            std.allSatisfy(Self.deviations.contains), Self.pixelRanges.contains(pixelRange)
        else { return nil }
        self.mean = mean
        self.std = std
        self.channelOrder = channelOrder
        self.pixelRange = pixelRange
    }

    /// ImageNet's statistics (red, green, blue: mean 0.485, 0.456, 0.406, deviation 0.229, 0.224, 0.225) in a range and
    /// an order.
    public static func imageNet(
        channelOrder: ChannelOrder = .rgb, pixelRange: Int = 1
    ) -> (mean: [Double], std: [Double]) {
        func values(_ thousandths: [Int]) -> [Double] {
            let ordered = channelOrder == .rgb ? thousandths : thousandths.reversed()
            return ordered.map { Double($0 * pixelRange) / 1000 }
        }
        return (values([485, 456, 406]), values([229, 224, 225]))
    }
}

extension FrameNormalization {
    init(_ reader: JSONReader) throws(JSONContentError) {
        let object = try reader.object(keys: ["mean", "std", "channelOrder", "pixelRange"])
        let mean = try object.required("mean").numbers(in: Self.means)
        let std = try object.required("std").numbers(in: Self.deviations)
        let order = try object.optional("channelOrder")?.choice(ChannelOrder.self) ?? .rgb
        let range = object.optional("pixelRange")
        let white = try range?.integer(in: 1...255) ?? 1
        guard let normalization = Self(mean: mean, std: std, channelOrder: order, pixelRange: white) else {
            throw (range ?? reader).error(.outOfRange(found: "\(white)", expected: "1 or 255"))
        }
        self = normalization
    }

    var json: JSONValue {
        .object([
            ("mean", .array(mean.map { .double($0) })), ("std", .array(std.map { .double($0) })),
            ("channelOrder", .string(channelOrder.rawValue)), ("pixelRange", .integer(pixelRange)),
        ])
    }
}

extension JSONReader {
    /// One number for each channel.
    fileprivate func numbers(in range: ClosedRange<Double>) throws(JSONContentError) -> [Double] {
        let elements = try elements()
        guard elements.count == FrameNormalization.channels else {
            throw error(
                .outOfRange(
                    found: "\(elements.count) numbers", expected: "\(FrameNormalization.channels), one for each channel"
                ))
        }
        return try elements.map { (element) throws(JSONContentError) in
            let number = try element.double()
            guard range.contains(number) else {
                throw element.error(
                    .outOfRange(
                        found: "\(number)", expected: "a number from \(range.lowerBound) to \(range.upperBound)"))
            }
            return number
        }
    }
}
