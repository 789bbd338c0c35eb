import Networks

extension Zeros: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        graph.emit("ConstantOfShape", [graph.integers([1, shape.channels, shape.height, shape.width])])
    }
}

extension Constant: OperatorWriting {
    /// Channels go first: height × width × channels is the parameter's order.
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let (name, value) = node.parameter("value")
        var planes = [Float]()
        planes.reserveCapacity(shape.count)
        for channel in 0..<shape.channels {
            for position in 0..<shape.positions { planes.append(value.values[position * shape.channels + channel]) }
        }
        let dims = [1, shape.channels, shape.height, shape.width]
        graph.emit("Identity", [graph.parameter(name, dims: dims, planes)])
    }
}
