import Compute
import Networks
import ONNX

extension ImportedNetwork {
    /// The outputs for one frame, as the file's dimensions have them: channels before rows and columns.
    ///
    /// - Parameter frame: channels × height × width.
    func outputs(_ frame: [Float], folded: Bool = false) throws -> [[Float]] {
        var (network, parameters) = (network, parameters)
        var tensors = outputs.map(\.tensor)
        if folded {
            let folding = BatchNormFolding(network)
            parameters = try folding.parameters(parameters)
            tensors = tensors.map { name in
                network.outputs.firstIndex(of: name).map { folding.network.outputs[$0] } ?? name
            }
            network = folding.network
        }
        let plan = try Plan(network, parameters: ParameterStore(parameters), options: PlanOptions(batch: 1))
        let shape = network.inputs[0].shape
        plan.tensor(ImportedNetwork.frame).assign(Self.channelsLast(frame, shape))
        try plan.forward()
        let shapes = try network.inferShapes()
        return tensors.map { name in Self.channelsFirst(plan.tensor(name).values, shapes.of(name)) }
    }

    private static func channelsLast(_ values: [Float], _ shape: FeatureShape) -> [Float] {
        (0..<shape.count).map { index in
            let (position, channel) = index.quotientAndRemainder(dividingBy: shape.channels)
            return values[channel * shape.positions + position]
        }
    }

    private static func channelsFirst(_ values: [Float], _ shape: FeatureShape) -> [Float] {
        (0..<shape.count).map { index in
            let (channel, position) = index.quotientAndRemainder(dividingBy: shape.positions)
            return values[position * shape.channels + channel]
        }
    }
}

/// The largest difference, relative to the range of what was expected.
func distance(_ found: [Float], _ expected: [Float]) -> Float {
    guard found.count == expected.count, let low = expected.min(), let high = expected.max() else { return .infinity }
    let worst = zip(found, expected).reduce(Float(0)) { largest, pair in
        let difference = abs(pair.0 - pair.1)
        return difference.isNaN ? .infinity : max(largest, difference)
    }
    return worst / max(high - low, .leastNormalMagnitude)
}
