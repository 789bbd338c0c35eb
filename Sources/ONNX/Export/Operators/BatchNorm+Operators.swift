import Networks

extension BatchNorm: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let parameters = ["weight", "bias", "running_mean", "running_var"].map { graph.parameter($0, of: node) }
        graph.emit("BatchNormalization", node.inputs + parameters, [AttributeProto("epsilon", Float(epsilon))])
    }
}
