import Networks
import Testing

@testable import ONNX

/// Slices, splits, joins, pads and resizes.
@Suite struct PartTests {
    @Test func slices() throws {
        var model = SmallModel(4, 5, 6)
        model.constant("starts", [-1, 1, 0])
        model.constant("ends", [Int.min, 5, 100])
        model.constant("axes", [1, 2, -1])
        model.constant("steps", [-2, 2, 3])
        model.node("Slice", ["x", "starts", "ends", "axes", "steps"], ["y"])
        try model.expect([1, 2, 2, 2]) { model.frame(3 - 2 * $0[1], 1 + 2 * $0[2], 3 * $0[3]) }
    }

    @Test("pieces by attribute, by input, by number", arguments: [11, 13, 18])
    func split(opset: Int) throws {
        var model = SmallModel(opset: opset, 4)
        model.constant("sizes", [2, 2])
        switch opset {
        case 11:
            model.node("Split", ["x"], ["a", "b"], AttributeProto("axis", 1), AttributeProto("split", [2, 2]))
        case 13: model.node("Split", ["x", "sizes"], ["a", "b"], AttributeProto("axis", 1))
        default: model.node("Split", ["x"], ["a", "b"], AttributeProto("axis", 1), AttributeProto("num_outputs", 2))
        }
        model.node("Sub", ["a", "b"], ["y"])
        try model.expect([1, 2, 3, 5]) {
            model.frame($0[1], $0[2], $0[3]) - model.frame($0[1] + 2, $0[2], $0[3])
        }
    }

    @Test func gather() throws {
        var model = SmallModel(4)
        model.constant("picked", [3, 0, -1])
        model.constants.append(TensorProto(name: "row", dims: [], [Int64(1)]))
        model.node("Gather", ["x", "picked"], ["a"], AttributeProto("axis", 1))
        model.node("Gather", ["a", "row"], ["y"], AttributeProto("axis", 2))
        try model.expect([1, 3, 5]) { model.frame([3, 0, 3][$0[1]], 1, $0[2]) }
    }

    @Test("joined along channels, rows and columns", arguments: [1, 2, 3, -1])
    func concat(axis: Int) throws {
        var model = SmallModel(2)
        model.constant("c", [1, 2, 3, 5], (0..<30).map(Float.init))
        model.node("Concat", ["x", "c", "x"], ["y"], AttributeProto("axis", axis))
        let place = (axis + 4) % 4
        var dims = [1, 2, 3, 5]
        let extent = dims[place]
        dims[place] *= 3
        try model.expect(dims) { at in
            var inner = at
            inner[place] %= extent
            let isConstant = at[place] / extent == 1
            return isConstant
                ? Float((inner[1] * 3 + inner[2]) * 5 + inner[3]) : model.frame(inner[1], inner[2], inner[3])
        }
    }

    @Test("space to depth as a detector's stem writes it: strided slices side by side")
    func focus() throws {
        var model = SmallModel(3, 4, 6)
        for (name, value) in [("zero", 0), ("one", 1), ("end", Int.max), ("two", 2), ("rows", 2), ("columns", 3)] {
            model.constant(name, [value])
        }
        for (index, (row, column)) in [("zero", "zero"), ("one", "zero"), ("zero", "one"), ("one", "one")].enumerated()
        {
            model.node("Slice", ["x", row, "end", "rows", "two"], ["r\(index)"])
            model.node("Slice", ["r\(index)", column, "end", "columns", "two"], ["c\(index)"])
        }
        model.node("Concat", ["c0", "c1", "c2", "c3"], ["y"], AttributeProto("axis", 1))
        try model.expect([1, 12, 2, 3]) { at in
            model.frame(at[1] % 3, 2 * at[2] + at[1] / 3 % 2, 2 * at[3] + at[1] / 6)
        }
    }

    @Test("pads of all axes, or of the axes named (opset 18)", arguments: [13, 18])
    func padding(opset: Int) throws {
        var model = SmallModel(opset: opset, 2)
        model.constant("value", [], [7])
        if opset == 13 {
            model.constant("pads", [0, 1, 2, -1, 0, 0, 0, 1])
            model.node("Pad", ["x", "pads", "value"], ["y"])
        } else {
            model.constant("pads", [1, -1, 2, 0, 1, 0])
            model.constant("axes", [1, 3, 2])
            model.node("Pad", ["x", "pads", "value", "axes"], ["y"])
        }
        try model.expect([1, 3, 5, 5]) { at in
            let (c, i, j) = (at[1] - 1, at[2] - 2, at[3] + 1)
            return c < 0 || i < 0 || j >= 5 ? 7 : model.frame(c, i, j)
        }
    }

    @Test(arguments: ["reflect", "edge"])
    func paddingByTheInput(mode: String) throws {
        var model = SmallModel(1)
        model.constant("pads", [0, 0, 1, 2, 0, 0, 0, 1])
        model.node("Pad", ["x", "pads"], ["y"], AttributeProto("mode", mode))
        func inside(_ p: Int, _ extent: Int) -> Int {
            if mode == "edge" { return min(max(p, 0), extent - 1) }
            return p < 0 ? -p : p >= extent ? 2 * (extent - 1) - p : p
        }
        try model.expect([1, 1, 4, 8]) { model.frame(0, inside($0[2] - 1, 3), inside($0[3] - 2, 5)) }
    }

    @Test("a size computed from shapes, at every opset's form of the operators", arguments: [11, 13, 17, 21])
    func resizeToAComputedSize(opset: Int) throws {
        var model = SmallModel(opset: opset, 1, 2, 3)
        model.constant("two", [2])
        model.constant("four", [4])
        model.constant("zero", [0])
        model.constant("factor", [2, 2])
        model.constant("none", [0], [])
        model.node("Shape", ["x"], ["s"])
        model.node("Slice", ["s", "zero", "two"], ["front"])
        model.node("Slice", ["s", "two", "four"], ["size"])
        model.node("Cast", ["size"], ["f"], AttributeProto("to", 1))
        model.constant("half", [1], [2.25])
        model.node("Mul", ["f", "half"], ["g"])
        model.node("Floor", ["g"], ["h"])
        model.node("Cast", ["h"], ["sizes"], AttributeProto("to", 7))
        model.node("Concat", ["front", "sizes"], ["target"], AttributeProto("axis", 0))
        model.node(
            "Resize", ["x", "none", "none", "target"], ["y"], AttributeProto("mode", "nearest"),
            AttributeProto("coordinate_transformation_mode", "asymmetric"), AttributeProto("nearest_mode", "floor"))
        try model.expect([1, 1, 4, 6]) { model.frame(0, $0[2] / 2, $0[3] / 2) }
    }

    @Test("a scale that is not the quotient of the extents is kept")
    func resizeByScale() throws {
        var model = SmallModel(1, 2, 3)
        model.constant("scales", [4], [1, 1, 1.6, 1.6])
        model.node(
            "Resize", ["x", "", "scales"], ["y"], AttributeProto("mode", "linear"),
            AttributeProto("coordinate_transformation_mode", "asymmetric"))
        func sample(_ p: Int, _ extent: Int) -> (Int, Int, Float) {
            let x = min(Float(p) / 1.6, Float(extent - 1))
            return (Int(x), min(Int(x) + 1, extent - 1), x - x.rounded(.down))
        }
        try model.expect([1, 1, 3, 4]) { at in
            let (i, k, u) = sample(at[2], 2)
            let (j, l, v) = sample(at[3], 3)
            let top = model.frame(0, i, j) * (1 - v) + model.frame(0, i, l) * v
            let bottom = model.frame(0, k, j) * (1 - v) + model.frame(0, k, l) * v
            return top * (1 - u) + bottom * u
        }
    }

    @Test func expandAndTile() throws {
        var model = SmallModel(3)
        model.constant("wide", [1, 3, 4, 2])
        model.constant("times", [1, 1, 4, 2])
        model.node("GlobalAveragePool", ["x"], ["p"])
        model.node("Expand", ["p", "wide"], ["a"])
        model.node("Tile", ["p", "times"], ["b"])
        model.node("Add", ["a", "b"], ["y"])
        try model.expect([1, 3, 4, 2]) { at in
            (0..<15).reduce(Float(0)) { $0 + model.frame(at[1], $1 / 5, $1 % 5) } / 7.5
        }
    }

    @Test("a branch whose condition follows from shapes is taken", arguments: [4, 5])
    func branch(channels: Int) throws {
        func graph(_ op: String) -> GraphProto {
            var graph = GraphProto()
            graph.node = [NodeProto(op, name: op, inputs: ["x"], outputs: ["inner"])]
            graph.output = [ValueInfoProto("inner", .float32, [])]
            return graph
        }
        var model = SmallModel(channels)
        model.constant("one", [1])
        model.constant("four", [4])
        model.node("Shape", ["x"], ["s"])
        model.node("Gather", ["s", "one"], ["c"])
        model.node("Equal", ["c", "four"], ["is"])
        model.node(
            "If", ["is"], ["y"], AttributeProto("then_branch", graph("Relu")),
            AttributeProto("else_branch", graph("Sigmoid")))
        #expect(try model.kinds() == [channels == 4 ? "relu" : "sigmoid"])
    }

    @Test(arguments: ["DCR", "CRD"])
    func depthToSpace(mode: String) throws {
        var model = SmallModel(8, 2, 3)
        model.node("DepthToSpace", ["x"], ["y"], AttributeProto("blocksize", 2), AttributeProto("mode", mode))
        try model.expect([1, 2, 4, 6]) { at in
            let (u, v) = (at[2] % 2, at[3] % 2)
            let channel = mode == "DCR" ? (u * 2 + v) * 2 + at[1] : at[1] * 4 + u * 2 + v
            return model.frame(channel, at[2] / 2, at[3] / 2)
        }
    }
}
