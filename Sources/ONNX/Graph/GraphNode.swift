/// One application of an operator, as a graph of ours holds it.
struct GraphNode: Hashable, Sendable {
    /// The node's name, or one made of its first output where the file gives none.
    var name: String
    /// The operator, with its domain where that is not the standard one.
    var op: String
    /// Values by name; empty where an optional input is left out.
    var inputs: [String]
    var outputs: [String]
    var attributes: [String: AttributeProto]

    init(_ op: String, name: String, inputs: [String], outputs: [String], attributes: [AttributeProto] = []) {
        self.op = op
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self.attributes = Dictionary(attributes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    init(_ proto: NodeProto) {
        let isStandard = Self.isStandard(proto.domain)
        let op = isStandard ? proto.opType : "\(proto.domain).\(proto.opType)"
        let name = proto.name.isEmpty ? (proto.output.first { !$0.isEmpty } ?? op) : proto.name
        self.init(op, name: name, inputs: proto.input, outputs: proto.output, attributes: proto.attribute)
    }

    /// Whether a domain is that of the standard operators.
    static func isStandard(_ domain: String) -> Bool { domain.isEmpty || domain == "ai.onnx" }

    /// An input's name; empty where there are fewer.
    func input(_ index: Int) -> String { index < inputs.count ? inputs[index] : "" }

    /// The graphs among the attributes: the branches of an `If`.
    var subgraphs: [GraphProto] {
        attributes.keys.sorted().compactMap { attributes[$0]?.g }
    }
}
