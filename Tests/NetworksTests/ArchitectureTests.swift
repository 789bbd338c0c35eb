import Foundation
import Networks
import Testing

@Suite struct ArchitectureTests {
    /// Parameters and convolution MACs at 1024×2048 with 19 classes.
    @Test(arguments: [
        ("ddrnet-23-slim", 5_695_987, 36_281_319_424),
        ("ddrnet-23", 20_148_947, 143_060_500_480),
        ("ddrnet-39", 32_360_275, 281_116_016_640),
    ])
    func countsParametersAndMACs(name: String, parameters: Int, macs: Int) throws {
        let network = try Architecture(name: name).network(classes: 19, input: Size(height: 1024, width: 2048))
        #expect(try network.parameterCount() == parameters)
        #expect(try network.macs() == macs)
        #expect(network.name == name)
        #expect(network.inputs.map(\.name) == ["frame"])
        #expect(network.outputs == ["final_layer.conv2"])
    }

    /// The published code's network and head.
    @Test func countsHRNet() throws {
        let network = try Architecture(name: "hrnet-w18-small").network(
            classes: 19, input: Size(height: 1024, width: 2048))
        #expect(try network.macsByNode().count == 146)
        #expect(try network.macs() == 76_856_885_248)
        #expect(try network.parameterCount() == 3_939_579)
        #expect(try network.inferShapes().of("last_layer.3") == FeatureShape(height: 256, width: 512, channels: 19))
    }

    /// As torchvision's MobileNetV2 without its last convolution, two strides less, under its LR-ASPP head.
    @Test func countsMobileNetV2() throws {
        let network = try Architecture(name: "mobilenetv2-lraspp").network(
            classes: 19, input: Size(height: 512, width: 1024))
        #expect(try network.parameterCount() == 1_896_966)
        #expect(try network.macs() == 4_869_365_760)
        let shapes = try network.inferShapes()
        #expect(shapes.of("classifier.add") == FeatureShape(height: 64, width: 128, channels: 19))
        #expect(shapes.of("backbone.features.17.conv.2") == FeatureShape(height: 32, width: 64, channels: 320))
    }

    @Test(arguments: ["hrnet-w18-small", "mobilenetv2-lraspp"])
    func sizesThatDoNotHalveFitTogether(name: String) throws {
        let network = try Architecture(name: name).network(classes: 5, input: Size(height: 72, width: 104))
        let folded = BatchNormFolding(network).network
        #expect(try DeltaNetworks(teacher: folded).delta.inferShapes().of(DeltaNetworks.scores).channels == 5)
    }

    @Test(
        .enabled(if: Shared.isAvailable, "needs ../shared"),
        arguments: [
            ("ddrnet-23-slim", "ddrnet23slim"), ("ddrnet-23", "ddrnet23"), ("ddrnet-39", "ddrnet39"),
            ("hrnet-w18-small", "hrnet_w18_small"),
        ])
    func equalsTheReferenceConvolutionByConvolution(name: String, file: String) throws {
        let data = try Data(contentsOf: URL(filePath: Shared.path("reference/\(file)_convs.json")))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let reference = try decoder.decode(ReferenceNetwork.self, from: data)
        let network = try Architecture(name: name).network(
            classes: 19, input: Size(height: reference.input[0], width: reference.input[1]))
        #expect(try network.parameterCount() == reference.totalParams)
        #expect(try network.macs() == reference.convMacs)

        let shapes = try network.inferShapes()
        let convolutions = network.nodes.compactMap { node -> ReferenceConvolution? in
            guard case .convolution(let convolution) = node.operation else { return nil }
            let (input, output) = (shapes.of(node.inputs[0]), shapes.of(node.name))
            let parameters = convolution.parameters([input])
            return ReferenceConvolution(
                name: node.name, cin: input.channels, cout: output.channels, k: convolution.kernel.height,
                s: convolution.stride.height, p: convolution.padding.top, groups: convolution.groups,
                bias: convolution.hasBias, inHw: [input.height, input.width], outHw: [output.height, output.width],
                params: parameters.reduce(0) { $0 + $1.shape.reduce(1, *) },
                macs: convolution.macs([input], output: output))
        }
        #expect(convolutions.count == reference.convs.count)
        for (ours, theirs) in zip(convolutions, reference.convs) { #expect(ours == theirs) }

        let normalised = network.nodes.reduce(0) { total, node in
            guard case .batchNorm = node.operation else { return total }
            return total + 2 * shapes.of(node.name).channels
        }
        #expect(normalised == reference.bnParams)
    }

    @Test func followsConvolutionArithmeticWhereSizesDoNotHalve() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(
            classes: 11, input: Size(height: 360, width: 480))
        let shapes = try network.inferShapes()
        #expect(shapes.of("layer3_.exchange") == FeatureShape(height: 45, width: 60, channels: 64))
        #expect(shapes.of("layer3.exchange") == FeatureShape(height: 23, width: 30, channels: 128))
        #expect(shapes.of("layer4.exchange") == FeatureShape(height: 12, width: 15, channels: 256))
        #expect(shapes.of("layer5.0.add") == FeatureShape(height: 6, width: 8, channels: 512))
        #expect(shapes.of("spp.scale1.0") == FeatureShape(height: 3, width: 4, channels: 512))
        #expect(shapes.of("spp.scale2.0") == FeatureShape(height: 2, width: 2, channels: 512))
        #expect(shapes.of("spp.scale3.0") == FeatureShape(height: 1, width: 1, channels: 512))
        #expect(shapes.of("final_layer.conv2") == FeatureShape(height: 45, width: 60, channels: 11))
    }

    @Test(arguments: Architecture.names)
    func buildsAtEveryMultipleOfEight(name: String) throws {
        let architecture = try Architecture(name: name)
        let stride = name.hasPrefix("hrnet") ? 4 : 8
        for (height, width) in [(8, 8), (16, 8), (24, 40), (64, 64), (72, 136), (256, 512)] {
            let network = try architecture.network(classes: 2, input: Size(height: height, width: width))
            let scores = try network.inferShapes().of(network.outputs[0])
            #expect(scores == FeatureShape(height: height / stride, width: width / stride, channels: 2))
        }
    }

    @Test func refusesWhatItCannotBuild() throws {
        let architecture = try Architecture(name: "ddrnet-23-slim")
        #expect(throws: ArchitectureError.inputNotMultiple(of: 8, Size(height: 100, width: 64))) {
            try architecture.network(classes: 11, input: Size(height: 100, width: 64))
        }
        #expect(throws: ArchitectureError.inputSize(Size(height: 0, width: 64), allowed: 1...65_536)) {
            try architecture.network(classes: 11, input: Size(height: 0, width: 64))
        }
        #expect(throws: ArchitectureError.classCount(0, allowed: 1...65_536)) {
            try architecture.network(classes: 0, input: Size(64))
        }
        let known = Architecture.names
        #expect(throws: ArchitectureError.unknownName("DDRNet-23slim", suggestion: "ddrnet-23-slim", known: known)) {
            try Architecture(name: "DDRNet-23slim")
        }
        #expect(throws: ArchitectureError.unknownName("resnet", suggestion: nil, known: known)) {
            try Architecture(name: "resnet")
        }
    }

    @Test func startsAsPyTorchModelsDo() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(64))
        let parameters = try network.initialParameters(seed: 7)
        #expect(parameters.names == (try network.parameterDefinitions().map(\.name)))
        let weight = parameters.value("layer4.1.conv2.weight").values
        let variance = weight.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(weight.count)
        #expect(abs(variance / (2.0 / (256 * 9)) - 1) < 0.01)
        #expect(abs(weight.reduce(0.0) { $0 + Double($1) } / Double(weight.count)) < 2e-4)
        #expect(parameters.value("conv1.1.running_var").values.allSatisfy { $0 == 1 })
        #expect(parameters.value("conv1.1.weight").values.allSatisfy { $0 == 1 })
        #expect(parameters.value("final_layer.conv2.bias").values.allSatisfy { $0 == 0 })
        #expect(try network.initialParameters(seed: 7) == parameters)
        #expect(try network.initialParameters(seed: 8) != parameters)
    }
}

private struct ReferenceNetwork: Decodable {
    var input: [Int]
    var totalParams: Int
    var bnParams: Int
    var convMacs: Int
    var convs: [ReferenceConvolution]
}

private struct ReferenceConvolution: Decodable, Equatable {
    var name: String
    var cin: Int
    var cout: Int
    var k: Int
    var s: Int
    var p: Int
    var groups: Int
    var bias: Bool
    var inHw: [Int]
    var outHw: [Int]
    var params: Int
    var macs: Int
}
