import Networks

extension Crop: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let input = node.shapes[0]
        graph.slice(node.inputs[0], [(2, rows, input.height), (3, columns, input.width)])
    }
}

extension GraphBuilder {
    /// Emits a `Slice` along some axes, each with its extent.
    @discardableResult
    mutating func slice(_ value: String, _ axes: [(axis: Int, slice: Crop.Slice, extent: Int)]) -> String {
        let slices = axes.map(\.slice)
        // Past the first element backwards: a bound of −1 would be the last one.
        let ends = axes.map { $0.slice[$0.slice.count] < 0 ? -$0.extent - 1 : $0.slice[$0.slice.count] }
        return emit(
            "Slice",
            [
                value, integers(slices.map(\.begin)), integers(ends), integers(axes.map(\.axis)),
                integers(slices.map(\.step)),
            ])
    }
}
