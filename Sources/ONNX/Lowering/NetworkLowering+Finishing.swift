import Networks

extension NetworkLowering {
    /// The network with these outputs, scales and shifts folded into the convolutions before them, without nodes that
    /// nothing needs.
    mutating func finished(outputs: [String]) throws -> ImportedNetwork {
        var described: [ImportedNetwork.Output] = []
        for name in outputs {
            guard let value = value(name) else { throw ONNXError.Problem.unknownValue(name, readBy: "the outputs") }
            guard case .view(let view) = value else { throw ONNXError.Problem.constantOutput(name) }
            let call = OperatorCall(
                node: GraphNode("Output", name: name, inputs: [name], outputs: []), opset: opset, inputs: [value])
            let isImage = view.dims.count == 4 && view.dims[0].isEmpty
            let result = isImage ? try image(call, view) : try rearranged(call, view)
            described.append(
                ImportedNetwork.Output(name: name, tensor: result.tensor, dimensions: result.extents))
        }
        var network = builder.network
        var seen: Set<String> = []
        network.outputs = described.map(\.tensor).filter { seen.insert($0).inserted }
        let folding = AffineFolding(network.eliminatingDeadNodes(), parameters)
        for index in described.indices {
            described[index].tensor = folding.renamed[described[index].tensor] ?? described[index].tensor
        }
        return ImportedNetwork(
            network: folding.network, parameters: try folding.parameters.restricted(to: folding.network),
            outputs: described, sources: sources)
    }
}
