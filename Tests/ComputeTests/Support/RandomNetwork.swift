import Networks
import RandomStreams

/// Random networks: nodes read any earlier tensors of their size, so that tensors have no reader, one or many, and
/// gradients meet.
enum RandomNetwork {
    static func make(seed: UInt64, nodes count: Int) -> Network {
        var stream = RandomStream(seed: seed, stream: "network")
        let shape = FeatureShape(height: 3, width: 4, channels: 3)
        var network = Network(
            name: "random \(seed)", inputs: [Network.Input("x0", shape), Network.Input("x1", shape)])
        var names = ["x0", "x1"]
        for index in 0..<count {
            func any() -> String { names[stream.integer(below: names.count)] }
            let name = "n\(index)"
            switch stream.integer(below: 9) {
            case 0:
                let convolution = Convolution(outputChannels: 3, kernel: Size(3), hasBias: stream.bool())
                network.nodes.append(Node(name, .convolution(convolution), [any()]))
            case 1: network.nodes.append(Node(name, .activation(Activation(.relu)), [any()]))
            case 2: network.nodes.append(Node(name, .deltaActivation(DeltaActivation(.relu)), [any(), any()]))
            case 3: network.nodes.append(Node(name, .add(Add()), [any(), any()]))
            case 4: network.nodes.append(Node(name, .subtract(Subtract()), [any(), any()]))
            case 5: network.nodes.append(Node(name, .batchNorm(BatchNorm()), [any()]))
            case 6: network.nodes.append(Node(name, .channelAffine(ChannelAffine(hasBias: true)), [any()]))
            case 7:
                network.nodes.append(Node(name + ".pool", .globalAveragePool(GlobalAveragePool()), [any()]))
                let resize = ResizeBilinear(to: shape.size)
                network.nodes.append(Node(name, .resizeBilinear(resize), [name + ".pool"]))
            default:
                network.nodes.append(Node(name + ".concat", .concat(Concat()), [any(), any()]))
                let convolution = Convolution(outputChannels: 3, kernel: Size(1))
                network.nodes.append(Node(name, .convolution(convolution), [name + ".concat"]))
            }
            names.append(name)
        }
        // The last tensor and one from the middle, which others may read.
        network.outputs = [names[2 + stream.integer(below: count - 1)], names[names.count - 1]]
        return network
    }
}
