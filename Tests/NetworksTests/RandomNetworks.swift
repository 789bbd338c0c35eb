import Networks
import RandomStreams

extension Network {
    /// He's starting weights, and scales, biases and running statistics that are no identity.
    func randomParameters(seed: UInt64) throws -> Parameters {
        var parameters = try initialParameters(seed: seed)
        for (name, definition) in try parameterDefinitions() where definition.shape.count == 1 {
            var stream = RandomStream(seed: seed, stream: "random/\(name)")
            let isPositive = definition.role == "weight" || definition.role == "running_var"
            let values = (0..<definition.shape[0]).map { _ in
                Float(isPositive ? stream.uniform(0.5..<1.5) : 0.3 * stream.normal())
            }
            parameters[name] = Parameters.Value(shape: definition.shape, values: values)
        }
        return parameters
    }

    /// A network with every operation of a teacher: grouped, dilated, asymmetric and strided convolutions, batch norms
    /// that fold and that do not, an activation of the frame itself, a tensor read by two activations.
    static func withEveryOperation() throws -> Network {
        var b = NetworkBuilder(name: "every-operation")
        let frame = try b.input("frame", FeatureShape(height: 9, width: 7, channels: 4))
        let x = try b.batchNorm("stem.1", b.convolution("stem.0", frame, 6, kernel: 3, stride: 2, hasBias: true))
        let frameRelu = try b.relu("frame.relu", frame)
        let asymmetric = Convolution(
            outputChannels: 6, kernel: Size(height: 1, width: 3), stride: Size(height: 2, width: 2),
            padding: Padding(top: 0, left: 2, bottom: 0, right: 0), hasBias: false)
        let side = try b.append("side", .convolution(asymmetric), [frameRelu])
        let first = try b.relu("first", x)
        let second = try b.relu("second", x)
        let grouped = Convolution(outputChannels: 6, kernel: Size(3), padding: .same(Size(3)), groups: 3)
        let groups = try b.batchNorm("grouped.1", b.append("grouped.0", .convolution(grouped), [first]))
        let dilated = Convolution(
            outputChannels: 6, kernel: Size(3), padding: Padding(vertical: 2, horizontal: 2), dilation: Size(2),
            hasBias: true)
        let wide = try b.append("dilated", .convolution(dilated), [second])
        let sum = try b.add("sum", groups, b.append("difference", .subtract(Subtract()), [wide, side]))
        let affine = try b.append("affine", .channelAffine(ChannelAffine(hasBias: true)), [sum])
        let unfolded = try b.relu("unfolded.relu", b.batchNorm("unfolded", affine))
        let pooled = try b.averagePool("pooled", unfolded, kernel: 3, stride: 2)
        let mean = try b.globalAveragePool("mean", unfolded)
        let size = b.shape(of: unfolded).size
        let zeros = try b.append("nothing", .zeros(Zeros(FeatureShape(height: 5, width: 4, channels: 2))), [])
        let joined = try b.concat(
            "joined",
            [unfolded, b.resize("pooled.up", pooled, to: size), b.resize("mean.up", mean, to: size), zeros])
        let hidden = try b.relu("hidden.relu", b.batchNorm("hidden.1", b.convolution("hidden.0", joined, 5, kernel: 1)))
        try b.output(b.convolution("classes", hidden, 3, kernel: 1, hasBias: true))
        return b.network
    }
}
