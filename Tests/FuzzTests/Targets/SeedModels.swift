@testable import ONNX

/// Sound models that between them have most of what the importer knows.
enum SeedModels {
    /// A backbone with a gate: convolutions, a batch norm, pools, a resize and a concat.
    static let backbone: ModelProto = {
        var graph = Graph()
        graph.node(
            "Conv", ["frame", graph.floats([4, 3, 3, 3])], "a",
            [.init("strides", [2, 2]), .init("pads", [1, 1, 1, 1])])
        let ones = (0..<4).map { _ in graph.floats([4]) }
        graph.node("BatchNormalization", ["a"] + ones, "b", [.init("epsilon", Float(1e-3))])
        graph.node("Relu", ["b"], "c")
        graph.node("Conv", ["c", graph.floats([4, 1, 3, 3])], "d", [.init("group", 4), .init("pads", [1, 1, 1, 1])])
        graph.node("GlobalAveragePool", ["d"], "e")
        graph.node("Conv", ["e", graph.floats([4, 4, 1, 1]), graph.floats([4])], "f")
        graph.node("Sigmoid", ["f"], "g")
        graph.node("Mul", ["d", "g"], "h")
        graph.node(
            "MaxPool", ["h"], "i",
            [.init("kernel_shape", [3, 3]), .init("strides", [2, 2]), .init("pads", [1, 1, 1, 1])])
        graph.node("ConvTranspose", ["i", graph.floats([4, 4, 2, 2])], "j", [.init("strides", [2, 2])])
        graph.node("Concat", ["h", "j"], "k", [.init("axis", 1)])
        graph.node(
            "AveragePool", ["k"], "l",
            [.init("kernel_shape", [2, 2]), .init("strides", [2, 2]), .init("ceil_mode", 1)])
        graph.node("Resize", ["l", "", graph.floats([4], [1, 1, 2, 2])], "m", [.init("mode", "linear")])
        graph.node("LRN", ["m"], "n", [.init("size", 3), .init("beta", Float(0.75))])
        graph.node("PRelu", ["n", graph.floats([8, 1, 1])], "o")
        graph.node("Softmax", ["o"], "p", [.init("axis", 1)])
        graph.node("ArgMax", ["p"], "scores", [.init("axis", 1)])
        return graph.model(opset: 17)
    }()

    /// Attention between positions, tokens, norms and channel attention.
    static let attention: ModelProto = {
        var graph = Graph()
        graph.node("Conv", ["frame", graph.floats([4, 3, 4, 4])], "a", [.init("strides", [4, 4])])
        graph.node("Reshape", ["a", graph.integers([1, 2, 2, 24])], "k")
        graph.node("Transpose", ["k"], "q", [.init("perm", [0, 1, 3, 2])])
        graph.node("MatMul", ["q", "k"], "raw")
        graph.node("Softmax", ["raw"], "w", [.init("axis", -1)])
        graph.node("MatMul", ["w", "q"], "v")
        graph.node("Transpose", ["v"], "t", [.init("perm", [0, 2, 1, 3])])
        graph.node("Reshape", ["t", graph.integers([1, 24, 4])], "u")
        graph.node("LayerNormalization", ["u", graph.floats([4]), graph.floats([4])], "n")
        graph.node("MatMul", ["n", graph.floats([4, 6])], "m")
        graph.node("Transpose", ["m"], "o", [.init("perm", [0, 2, 1])])
        graph.node("Reshape", ["o", graph.integers([1, 6, 4, 6])], "p")
        graph.node("ReduceMean", ["p"], "r", [.init("axes", [2, 3]), .init("keepdims", 0)])
        graph.node("Unsqueeze", ["r", graph.integers([1])], "s")
        graph.node("Conv", ["s", graph.floats([1, 1, 3])], "x", [.init("pads", [1, 1])])
        graph.node("Reshape", ["x", graph.integers([1, 6, 1, 1])], "y")
        graph.node("Mul", ["p", "y"], "z")
        graph.node("InstanceNormalization", ["z", graph.floats([6]), graph.floats([6])], "scores")
        return graph.model(opset: 17)
    }()

    /// Arithmetic on shapes, gathers, slices, pads, splits, masks.
    static let shapes: ModelProto = {
        var graph = Graph()
        graph.node("Shape", ["frame"], "s")
        graph.node("Gather", ["s", graph.integers([2])], "h", [.init("axis", 0)])
        graph.node("Div", ["h", graph.integers([2])], "half")
        graph.node("Range", ["zero", "limit", "one"], "range")
        graph.integer("zero", 0)
        graph.integer("limit", 3)
        graph.integer("one", 1)
        graph.node("CumSum", ["range", "zero"], "sums")
        graph.node("Slice", ["frame", graph.integers([0]), "half", graph.integers([2])], "a")
        graph.node("Pad", ["a", graph.integers([0, 0, 1, 2, 0, 0, 1, 0])], "b", [.init("mode", "reflect")])
        graph.node("Split", ["b", graph.integers([1, 2])], "c", [.init("axis", 1)], also: ["d"])
        graph.node("Gather", ["d", graph.integers([1, 0, 1])], "e", [.init("axis", 1)])
        graph.node("Gather", ["c", graph.integers([3, 0, 0, 5])], "f", [.init("axis", 2)])
        graph.node("Transpose", ["e"], "g", [.init("perm", [2, 3, 0, 1])])
        graph.node("GatherND", ["g", graph.integers([0, 0, 3, 4, 9, 1, 2, 2], dims: [4, 2])], "i")
        graph.node("Reshape", ["i", graph.integers([1, 3, 4, -1])], "j")
        graph.node("Cast", ["sums"], "t", [.init("to", 9)])
        graph.node("Unsqueeze", ["t", graph.integers([0, 2, 3])], "mask")
        graph.node("Where", ["mask", "j", graph.floats([1], [-1])], "l")
        graph.node("Expand", ["l", graph.integers([1, 3, 4, 6])], "m")
        graph.node("ReduceMax", ["m"], "o", [.init("axes", [1])])
        graph.node("Max", ["m", "o"], "p")
        graph.node("DepthToSpace", ["q"], "r", [.init("blocksize", 2)])
        graph.node("Concat", ["p", "f2", "p", "f2"], "q", [.init("axis", 1)])
        graph.node("Slice", ["m", graph.integers([0]), graph.integers([3]), graph.integers([1])], "f2")
        graph.node("Conv", ["r", graph.floats([5, 3, 1, 1])], "scores")
        return graph.model(opset: 17)
    }()

    /// A branch, data in a file beside the model, half precision, activations.
    static let branches: ModelProto = {
        var graph = Graph()
        var branch = Graph()
        branch.node("Clip", ["a", branch.floats([], [0]), branch.floats([], [6])], "b1")
        var otherwise = Graph()
        otherwise.node("HardSwish", ["a"], "b2")
        var outside = TensorProto()
        outside.name = "outside"
        outside.dims = [4, 3, 1, 2]
        outside.dataType = ElementKind.float32.rawValue
        outside.dataLocation = TensorProto.external
        outside.externalData = [.init(key: "location", value: "w.bin"), .init(key: "length", value: "96")]
        graph.constants.append(outside)
        graph.node("Conv", ["frame", "outside"], "a")
        graph.boolean("yes")
        graph.node(
            "If", ["yes"], "b",
            [
                .init("then_branch", branch.proto(outputs: ["b1"])),
                .init("else_branch", otherwise.proto(outputs: ["b2"])),
            ])
        graph.node("Erf", ["b0"], "e")
        graph.node("Div", ["b", graph.floats([], [1.414_213_5])], "b0")
        graph.node("Add", ["e", graph.floats([], [1])], "f")
        graph.node("Mul", ["b", "f"], "g")
        graph.node("Mul", ["g", graph.floats([], [0.5])], "h")
        graph.node("GroupNormalization", ["h", graph.floats([2]), graph.floats([2])], "i", [.init("num_groups", 2)])
        graph.node("Gemm", ["j", graph.floats([4, 5])], "k", [.init("alpha", Float(0.5))])
        graph.node("ReduceL2", ["i", graph.integers([2, 3])], "j", [.init("keepdims", 0)])
        graph.node("Pow", ["k", graph.floats([], [2])], "scores")
        return graph.model(opset: 18)
    }()

    private struct Graph {
        var nodes: [NodeProto] = []
        var constants: [TensorProto] = []

        mutating func node(
            _ op: String, _ inputs: [String], _ output: String, _ attributes: [AttributeProto] = [], also: [String] = []
        ) {
            nodes.append(
                NodeProto(op, name: "n\(nodes.count)", inputs: inputs, outputs: [output] + also, attributes: attributes)
            )
        }

        mutating func floats(_ dims: [Int], _ values: [Float]? = nil) -> String {
            let name = "c\(constants.count)"
            let count = dims.reduce(1, *)
            constants.append(
                TensorProto(name: name, dims: dims, values ?? (0..<count).map { Float(($0 * 7) % 11) / 8 + 0.1 }))
            return name
        }

        mutating func integers(_ values: [Int], dims: [Int]? = nil) -> String {
            let name = "c\(constants.count)"
            constants.append(TensorProto(name: name, dims: dims ?? [values.count], values.map(Int64.init)))
            return name
        }

        mutating func integer(_ name: String, _ value: Int64) {
            constants.append(TensorProto(name: name, dims: [], [value]))
        }

        mutating func boolean(_ name: String) {
            constants.append(TensorProto(name: name + ".int", dims: [], [1] as [Int64]))
            nodes.append(
                NodeProto("Cast", name: name, inputs: [name + ".int"], outputs: [name], attributes: [.init("to", 9)]))
        }

        func proto(outputs: [String]) -> GraphProto {
            var graph = GraphProto()
            graph.name = "seed"
            graph.node = nodes
            graph.initializer = constants
            graph.output = outputs.map { name in
                var info = ValueInfoProto()
                info.name = name
                return info
            }
            return graph
        }

        func model(opset: Int64) -> ModelProto {
            var graph = proto(outputs: ["scores"])
            graph.input = [ValueInfoProto("frame", .float32, [1, 3, 16, 24])]
            var model = ModelProto()
            model.irVersion = 8
            model.opsetImport = [OperatorSetIdProto(version: opset)]
            model.graph = graph
            return model
        }
    }
}
