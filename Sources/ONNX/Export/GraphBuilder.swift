import Networks

/// The nodes and constants of an ONNX graph while it is built from a network's nodes.
struct GraphBuilder {
    private(set) var nodes: [NodeProto] = []
    private(set) var initializers: [TensorProto] = []
    /// Every name that stands for a value.
    private var taken: Set<String>
    /// The value of each of the network's tensors.
    private var values: [String: String] = [:]
    /// Values whose batch is 1 whatever the batch: constants, and what is computed from nothing else.
    private var constants: Set<String> = []
    /// Small constants that are there already, by their content.
    private var shared: [SharedConstant: String] = [:]
    /// The input that says how large the batch is.
    private let batchSource: String
    /// The value [N, 1, 1, 1], once something has asked for it.
    private var batchShape: String?
    /// What new values are named after.
    private var scope = ""

    struct SharedConstant: Hashable {
        var dims: [Int]
        var floats: [Float] = []
        var integers: [Int] = []
    }

    init(inputs: [ModelExport.Port], outputs: [ModelExport.Port]) {
        batchSource = inputs[0].name
        taken = Set(inputs.map(\.name) + outputs.map(\.name))
        for input in inputs { values[input.tensor] = input.name }
        // A node's tensor that is an output is computed under the output's name; other outputs are copies.
        for output in outputs where values[output.tensor] == nil { values[output.tensor] = output.name }
    }

    /// The values of some of the network's tensors.
    func values(_ tensors: [String]) -> [String] {
        tensors.map { tensor in
            guard let value = values[tensor] else { preconditionFailure("no value for \(tensor)") }
            return value
        }
    }

    /// Appends a network's node.
    mutating func append(_ node: Node, _ operation: any OperatorWriting, _ call: ExportedNode) {
        let value = values[node.name] ?? unique(node.name)
        values[node.name] = value
        scope = value
        let before = nodes.count
        operation.write(call, to: &self)
        precondition(nodes.count > before, "\(node.name) has become nothing")
        // The last node that was emitted computes the result.
        nodes[nodes.count - 1].output = [value]
        nodes[nodes.count - 1].name = value
        nodes[nodes.count - 1].docString = node.operation.definition.kind
        if call.inputs.allSatisfy(constants.contains) { constants.insert(value) }
    }

    /// Writes the outputs that are no node's own: a tensor's second name, an input that is handed on, a constant.
    mutating func finish(_ outputs: [ModelExport.Port]) {
        for output in outputs {
            let value = values([output.tensor])[0]
            if constants.contains(value) {
                // The constant gives up the name to its repetition.
                if value == output.name { rename(value, to: unique(value + "/sample")) }
                let source = values([output.tensor])[0]
                nodes.append(
                    NodeProto("Expand", name: output.name, inputs: [source, batch()], outputs: [output.name]))
            } else if value != output.name {
                nodes.append(NodeProto("Identity", name: output.name, inputs: [value], outputs: [output.name]))
            }
        }
    }

    /// Appends an operator.
    ///
    /// - Returns: its result, a value that is named after the network's node and the operator.
    @discardableResult
    mutating func emit(_ op: String, _ inputs: [String], _ attributes: [AttributeProto] = []) -> String {
        let name = unique("\(scope)/\(op)")
        nodes.append(NodeProto(op, name: name, inputs: inputs, outputs: [name], attributes: attributes))
        return name
    }

    /// A value repeated along the batch where it is a constant; itself where it is not.
    mutating func batched(_ value: String) -> String {
        constants.contains(value) ? emit("Expand", [value, batch()]) : value
    }

    /// Whether a value is the same for every sample.
    func isConstant(_ value: String) -> Bool { constants.contains(value) }

    /// Stores a parameter, in the shape that its reader needs.
    mutating func parameter(_ name: String, dims: [Int], _ values: [Float]) -> String {
        let value = unique(name)
        initializers.append(TensorProto(name: value, dims: dims, values))
        return value
    }

    /// A small constant of floats; `[]` is a scalar's shape.
    mutating func floats(_ values: [Float], dims: [Int]) -> String {
        constant(SharedConstant(dims: dims, floats: values)) { TensorProto(name: $0, dims: dims, values) }
    }

    mutating func scalar(_ value: Float) -> String { floats([value], dims: []) }

    /// A list of integers: a shape, axes, bounds.
    mutating func integers(_ values: [Int]) -> String {
        constant(SharedConstant(dims: [values.count], integers: values)) {
            TensorProto(name: $0, dims: [values.count], values.map(Int64.init))
        }
    }

    private mutating func constant(_ content: SharedConstant, _ tensor: (String) -> TensorProto) -> String {
        if let name = shared[content] { return name }
        let name = unique("constant_\(shared.count)")
        shared[content] = name
        initializers.append(tensor(name))
        return name
    }

    /// The shape [N, 1, 1, 1].
    private mutating func batch() -> String {
        if let batchShape { return batchShape }
        let extent = unique("batch")
        nodes.append(
            NodeProto(
                "Shape", name: extent, inputs: [batchSource], outputs: [extent],
                attributes: [AttributeProto("start", 0), AttributeProto("end", 1)]))
        let shape = unique("batch/shape")
        nodes.append(
            NodeProto(
                "Concat", name: shape, inputs: [extent, integers([1, 1, 1])], outputs: [shape],
                attributes: [AttributeProto("axis", 0)]))
        batchShape = shape
        return shape
    }

    private mutating func rename(_ value: String, to name: String) {
        for index in nodes.indices {
            nodes[index].output = nodes[index].output.map { $0 == value ? name : $0 }
            nodes[index].input = nodes[index].input.map { $0 == value ? name : $0 }
            if nodes[index].name == value { nodes[index].name = name }
        }
        for (tensor, old) in values where old == value { values[tensor] = name }
        constants.remove(value)
        constants.insert(name)
    }

    private mutating func unique(_ name: String) -> String {
        var candidate = name
        var count = 1
        while !taken.insert(candidate).inserted {
            count += 1
            candidate = "\(name)_\(count)"
        }
        return candidate
    }
}
