extension ONNXGraph {
    /// Whether some node computes a value.
    func computes(_ value: String) -> Bool { nodes.contains { $0.outputs.contains(value) } }

    /// What labels were picked from: the input of the `ArgMax` over channels that a value comes of, through nothing but
    /// casts and changes of shape; the value itself where it is no label.
    func scores(of value: String) -> String {
        var producers: [String: GraphNode] = [:]
        for node in nodes where !node.outputs.isEmpty { producers[node.outputs[0]] = node }
        var current = value
        // The graph has no cycles.
        while let node = producers[current], let input = node.inputs.first, !input.isEmpty {
            switch node.op {
            case "ArgMax": return [1, -3].contains(node.attributes["axis"]?.i ?? 0) ? input : value
            case "Cast", "Identity", "Squeeze", "Unsqueeze", "Reshape", "Flatten": current = input
            default: return value
            }
        }
        return value
    }
}
