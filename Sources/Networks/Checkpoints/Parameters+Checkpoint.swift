extension Parameters {
    /// The parameters of a network, in its order, from a checkpoint with PyTorch's names.
    ///
    /// Published checkpoints carry more than the network; what no inference reads is passed over: the prefixes that
    /// training wrappers put before every name (`module.`, `model.`, `module.model.`: the one under which most of the
    /// network's tensors are found), `num_batches_tracked`, the auxiliary head `seghead_extra` and the `loss` module.
    ///
    /// - Throws: ``CheckpointError`` where any tensor is missing, left over, misshapen or not finite,
    ///   ``NetworkError`` or ``ShapeError`` where the network is not well-formed.
    public init(checkpoint: SafetensorsFile, for network: Network) throws {
        let definitions = try network.parameterDefinitions()
        let prefix = Self.prefix(of: checkpoint, definitions.map(\.name))
        try Self.checkNamesAndShapes(checkpoint, prefix, definitions, network: network.name)
        self.init()
        for (name, definition) in definitions {
            let values = try Self.values(checkpoint, tensor: prefix + name, role: definition.role)
            self[name] = Value(shape: definition.shape, values: values)
        }
    }

    private static let wrapperPrefixes = ["", "module.", "model.", "module.model."]

    private static func prefix(of checkpoint: SafetensorsFile, _ names: [String]) -> String {
        var best = (prefix: "", found: 0)
        for prefix in wrapperPrefixes {
            let found = names.count { checkpoint[prefix + $0] != nil }
            if found > best.found { best = (prefix, found) }
        }
        return best.prefix
    }

    private static func checkNamesAndShapes(
        _ checkpoint: SafetensorsFile, _ prefix: String,
        _ definitions: [(name: String, definition: ParameterDefinition)],
        network: String
    ) throws(CheckpointError) {
        var mismatch = CheckpointMismatch()
        var wanted: Set<String> = []
        for (name, definition) in definitions {
            wanted.insert(prefix + name)
            guard let tensor = checkpoint[prefix + name] else {
                mismatch.missing.append(name)
                continue
            }
            if tensor.shape != definition.shape {
                mismatch.misshapen.append(
                    CheckpointMismatch.Misshapen(
                        name: tensor.name, expected: definition.shape, found: tensor.shape))
            }
        }
        for tensor in checkpoint.tensors where !wanted.contains(tensor.name) && !isPassedOver(tensor.name) {
            mismatch.extra.append(tensor.name)
        }
        guard mismatch.isEmpty else { throw .mismatch(path: checkpoint.path, network: network, mismatch) }
    }

    /// Whether a tensor that the network does not have is one that no inference reads.
    private static func isPassedOver(_ name: String) -> Bool {
        let path = name.split(separator: ".")
        let module = path.first { $0 != "module" && $0 != "model" }
        return path.last == "num_batches_tracked" || module == "seghead_extra" || module == "loss"
    }

    private static func values(
        _ checkpoint: SafetensorsFile, tensor name: String, role: String
    ) throws -> [Float] {
        let path = checkpoint.path
        let type = try checkpoint.tensor(name).type
        guard [.float64, .float32, .float16, .bfloat16].contains(type) else {
            throw CheckpointError.notFloatingPoint(path: path, tensor: name, type: type)
        }
        let values = try checkpoint.floats(name)
        if let index = values.firstIndex(where: { !$0.isFinite }) {
            throw CheckpointError.notFinite(path: path, tensor: name, index: index, value: "\(values[index])")
        }
        if role == "running_var", let index = values.firstIndex(where: { $0 < 0 }) {
            throw CheckpointError.negativeVariance(path: path, tensor: name, index: index, value: values[index])
        }
        return values
    }
}

extension SafetensorsFile {
    /// A checkpoint of parameters. `type` says, by name, which are stored as `.float32` and which as `.float16`.
    ///
    /// - Throws: ``SafetensorsError/Problem/halfOverflow(tensor:index:value:)``.
    public init(
        _ parameters: Parameters, metadata: [String: String] = [:], type: (String) -> ElementType = { _ in .float32 }
    ) throws(SafetensorsError) {
        self.init(metadata: metadata)
        for name in parameters.names {
            let value = parameters.value(name)
            switch type(name) {
            case .float32: append(Tensor(name: name, shape: value.shape, value.values))
            case .float16: append(try Tensor(name: name, shape: value.shape, rounding: value.values))
            default: preconditionFailure("parameters are stored as float32 or float16")
            }
        }
    }
}
