extension ONNXGraph {
    /// The graph without the nodes that read nothing but constants: their outputs are constants.
    mutating func foldConstants(_ folder: inout ConstantFolder, opset: Int) throws {
        var rest: [GraphNode] = []
        for node in nodes {
            guard node.subgraphs.isEmpty, ConstantFolder.rules[node.op] != nil,
                node.inputs.allSatisfy({ $0.isEmpty || constants[$0] != nil })
            else {
                rest.append(node)
                continue
            }
            let inputs = node.inputs.map { name in constants[name].map(Value.constant) }
            guard let results = try folder.fold(OperatorCall(node: node, opset: opset, inputs: inputs)) else {
                rest.append(node)
                continue
            }
            for (name, result) in zip(node.outputs, results) where !name.isEmpty { constants[name] = result }
            if results.count == 1, let input = node.inputs.first, let output = node.outputs.first,
                Self.keepsOrigin(node.op)
            {
                origins[output] = origins[input]
            }
        }
        nodes = rest
    }

    /// Whether an operator's constant result still is what its first input was: a weight in another layout or type.
    static func keepsOrigin(_ op: String) -> Bool {
        ["Identity", "Cast", "Transpose", "Reshape", "Unsqueeze", "Squeeze", "Mul", "Div"].contains(op)
    }
}
