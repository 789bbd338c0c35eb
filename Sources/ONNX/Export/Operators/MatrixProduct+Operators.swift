import Networks

extension MatrixProduct: OperatorWriting {
    /// Rows first, then the matrices' own axes.
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let sides = node.inputs.map { graph.emit("Transpose", [$0], [AttributeProto("perm", [0, 2, 3, 1])]) }
        let product = graph.emit("MatMul", sides)
        graph.emit("Transpose", [product], [AttributeProto("perm", [0, 3, 1, 2])])
    }
}
