/// Channels picked from an input: `y[p, j] = x[p, indices[j]]`. Slices, splits and shuffles of channels.
public struct ChannelGather: Hashable, Sendable, OperationDefinition {
    public var indices: [Int]

    public init(_ indices: [Int]) { self.indices = indices }

    /// Channels `begin, begin + step, …`.
    public init(begin: Int, count: Int, step: Int = 1) {
        indices = (0..<count).map { begin + $0 * step }
    }

    public var kind: String { "channel-gather" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        let channels = inputs[0].channels
        guard !indices.isEmpty else { throw ShapeError(reason: "no channel picked") }
        if let index = indices.first(where: { !(0..<channels).contains($0) }) {
            throw ShapeError(reason: "channel \(index) of \(channels)")
        }
        return FeatureShape(height: inputs[0].height, width: inputs[0].width, channels: indices.count)
    }
}
