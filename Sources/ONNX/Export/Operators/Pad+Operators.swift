import Networks

extension Pad: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        var inputs = [node.inputs[0], graph.integers(padding.listOfAllAxes)]
        let name: String
        switch mode {
        case .constant(let value):
            name = "constant"
            inputs.append(graph.scalar(value))
        case .reflect: name = "reflect"
        case .edge: name = "edge"
        }
        graph.emit("Pad", inputs, [AttributeProto("mode", name)])
    }
}
