import Networks
import Testing

@Suite struct CheckpointTests {
    private static func network() throws -> Network {
        var builder = NetworkBuilder(name: "tiny")
        let x = try builder.input("frame", FeatureShape(height: 4, width: 4, channels: 2))
        let y = try builder.batchNorm("bn", builder.convolution("conv", x, 3, kernel: 1, hasBias: true))
        try builder.output(y)
        return builder.network
    }

    private static func parameters() throws -> Parameters { try network().initialParameters(seed: 1) }

    private static func file(_ parameters: Parameters, prefix: String = "") throws -> SafetensorsFile {
        var renamed = Parameters()
        for name in parameters.names.reversed() { renamed[prefix + name] = parameters.value(name) }
        return try SafetensorsFile(bytes: SafetensorsFile(renamed).serialized(), path: "tiny.safetensors")
    }

    @Test func loadsInTheNetworksOrder() throws {
        let parameters = try Self.parameters()
        let loaded = try Parameters(checkpoint: Self.file(parameters), for: Self.network())
        #expect(loaded == parameters)
        #expect(loaded.names == parameters.names)
    }

    @Test(arguments: ["module.", "model.", "module.model."])
    func looksThroughWrappers(prefix: String) throws {
        let parameters = try Self.parameters()
        var file = try Self.file(parameters, prefix: prefix)
        file.append(SafetensorsFile.Tensor(name: prefix + "bn.num_batches_tracked", shape: [], [9] as [Int64]))
        file.append(SafetensorsFile.Tensor(name: prefix + "seghead_extra.conv1.weight", shape: [1], [9] as [Float]))
        file.append(SafetensorsFile.Tensor(name: "loss.criterion.weight", shape: [1], [9] as [Float]))
        #expect(try Parameters(checkpoint: file, for: Self.network()) == parameters)
    }

    @Test func namesEveryDifference() throws {
        var parameters = try Self.parameters()
        parameters["conv.bias"] = nil
        parameters["bn.weight"] = Parameters.Value(shape: [1, 3], values: [1, 1, 1])
        for index in 0..<7 { parameters["other.\(index)"] = Parameters.Value(shape: [1], values: [0]) }
        do {
            _ = try Parameters(checkpoint: Self.file(parameters), for: Self.network())
            Issue.record("a checkpoint of another network was accepted")
        } catch CheckpointError.mismatch(let path, let network, let mismatch) {
            #expect(path == "tiny.safetensors")
            #expect(network == "tiny")
            #expect(mismatch.missing.first == ["conv.bias"])
            #expect(mismatch.extra.first == (0..<5).map { "other.\($0)" })
            #expect(mismatch.extra.count == 7)
            #expect(mismatch.misshapen.first.map(\.name) == ["bn.weight"])
            #expect(mismatch.misshapen.first.map(\.expected) == [[3]])
            #expect(mismatch.misshapen.first.map(\.found) == [[1, 3]])
        }
    }

    @Test func refusesValuesThatCannotBe() throws {
        func load(_ name: String, _ values: [Float]) throws {
            var parameters = try Self.parameters()
            parameters[name] = Parameters.Value(shape: parameters.value(name).shape, values: values)
            _ = try Parameters(checkpoint: Self.file(parameters), for: Self.network())
        }
        let path = "tiny.safetensors"
        #expect(throws: CheckpointError.notFinite(path: path, tensor: "bn.bias", index: 1, value: "nan")) {
            try load("bn.bias", [0, .nan, .infinity])
        }
        #expect(throws: CheckpointError.notFinite(path: path, tensor: "conv.bias", index: 2, value: "-inf")) {
            try load("conv.bias", [0, 0, -.infinity])
        }
        #expect(
            throws: CheckpointError.negativeVariance(path: path, tensor: "bn.running_var", index: 0, value: -1)
        ) {
            try load("bn.running_var", [-1, 1, 1])
        }
        var parameters = try Self.parameters()
        parameters["conv.bias"] = nil
        var file = try Self.file(parameters)
        file.append(SafetensorsFile.Tensor(name: "conv.bias", shape: [3], [1, 2, 3] as [Int64]))
        #expect(throws: CheckpointError.notFloatingPoint(path: path, tensor: "conv.bias", type: .int64)) {
            try Parameters(checkpoint: file, for: Self.network())
        }
    }

    @Test func storesHalfPrecisionWhereAsked() throws {
        let parameters = try Self.parameters()
        let file = try SafetensorsFile(parameters) { $0.hasSuffix(".weight") ? .float16 : .float32 }
        #expect(file["conv.weight"]?.type == .float16)
        #expect(file["conv.bias"]?.type == .float32)
        let loaded = try Parameters(checkpoint: file, for: Self.network())
        for (value, half) in zip(parameters.value("conv.weight").values, loaded.value("conv.weight").values) {
            #expect(abs(value - half) <= abs(value) / 2048)
        }
    }

    @Test(.enabled(if: Shared.isAvailable, "needs ../shared"))
    func loadsTheSharedTeacher() throws {
        let file = try SafetensorsFile(contentsOf: Shared.path("teacher/ddrnet23s-camvid.safetensors"))
        #expect(file.metadata["architecture"] == "ddrnet-23-slim")
        let slim = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(64))
        let parameters = try Parameters(checkpoint: file, for: slim)
        #expect(parameters.names == (try slim.parameterDefinitions().map(\.name)))
        #expect(parameters.value("conv1.0.weight").shape == [32, 3, 3, 3])

        let standard = try Architecture(name: "ddrnet-23").network(classes: 11, input: Size(64))
        #expect(throws: CheckpointError.self) { try Parameters(checkpoint: file, for: standard) }
        let classes = try Architecture(name: "ddrnet-23-slim").network(classes: 19, input: Size(64))
        #expect(throws: CheckpointError.self) { try Parameters(checkpoint: file, for: classes) }
    }
}
