import Foundation
import RandomStreams

@testable import ONNX

/// Models of ONNX whose parts lie about each other.
enum Models {
    static func mutate(_ model: inout ModelProto, _ stream: inout RandomStream) {
        guard var graph = model.graph else { return }
        for _ in 0..<stream.count(upTo: 6) { mutateOnce(&graph, &stream) }
        if stream.chance(0.05) { model.opsetImport = [OperatorSetIdProto(version: Int64(8 + stream.below(18)))] }
        model.graph = graph
    }

    private static let operators = (Array(NetworkLowering.rules.keys) + Array(ConstantFolder.rules.keys)).sorted()

    private static let attributes = [
        "axis", "axes", "pads", "strides", "dilations", "kernel_shape", "group", "perm", "mode", "keepdims", "epsilon",
        "alpha", "beta", "blocksize", "ceil_mode", "count_include_pad", "auto_pad", "output_padding", "output_shape",
        "num_groups", "size", "to", "transB", "transA", "allowzero", "batch_dims", "num_outputs", "split",
        "coordinate_transformation_mode", "nearest_mode", "axis", "start", "end", "training_mode", "value_ints",
    ]

    private static let words = [
        "reflect", "edge", "constant", "linear", "nearest", "cubic", "SAME_UPPER", "SAME_LOWER", "VALID", "CRD", "DCR",
        "tanh", "align_corners", "half_pixel", "asymmetric", "half_pixel_symmetric", "tf_crop_and_resize", "floor", "",
    ]

    private static let numbers: [Int64] = [
        0, 1, -1, 2, 3, -2, 4, 5, 7, 8, 16, 24, 25, -4, 100, 1 << 16, 1 << 20, 1 << 31, 1 << 40, .max, .min,
    ]

    private static let reals: [Float] = [0, -0.0, 1, -1, 0.5, 2, 1e-30, 3e38, -3e38, .nan, .infinity, -.infinity]

    private static func mutateOnce(_ graph: inout GraphProto, _ stream: inout RandomStream) {
        switch stream.below(14) {
        case 0, 1, 2, 3: alterNode(&graph, &stream)
        case 4, 5, 6: alterAttribute(&graph, &stream)
        case 7, 8, 9: alterConstant(&graph, &stream)
        case 10:
            let node = NodeProto(
                stream.one(of: operators), name: "new", inputs: (0..<stream.below(4)).map { _ in value(graph, &stream) },
                outputs: ["new\(stream.below(9))"])
            graph.node.insert(node, at: stream.below(graph.node.count + 1))
            if !graph.node.isEmpty, let output = node.output.first {
                let reader = stream.below(graph.node.count)
                if !graph.node[reader].input.isEmpty { graph.node[reader].input[0] = output }
            }
        case 11: graph.output = [info(value(graph, &stream))]
        case 12:
            let sizes = (0..<stream.one(of: [4, 4, 4, 3, 5])).map { _ in
                TensorShapeProto.Dimension(Int(stream.one(of: numbers)))
            }
            graph.input = [ValueInfoProto("frame", .float32, stream.chance(0.5) ? [1, 3] + sizes.suffix(2) : sizes)]
        default: if graph.node.count > 1 { graph.node.remove(at: stream.below(graph.node.count)) }
        }
    }

    private static func info(_ name: String) -> ValueInfoProto {
        var info = ValueInfoProto()
        info.name = name
        return info
    }

    /// A value that there is, now and then one that there is not.
    private static func value(_ graph: GraphProto, _ stream: inout RandomStream) -> String {
        let all = ["frame", ""] + graph.node.flatMap(\.output) + graph.initializer.map(\.name)
        return stream.chance(0.03) ? Texts.word(&stream) : stream.one(of: all)
    }

    private static func alterNode(_ graph: inout GraphProto, _ stream: inout RandomStream) {
        guard !graph.node.isEmpty else { return }
        let index = stream.below(graph.node.count)
        var node = graph.node[index]
        switch stream.below(6) {
        case 0, 1: node.opType = stream.one(of: operators)
        case 2 where !node.input.isEmpty, 3 where !node.input.isEmpty:
            node.input[stream.below(node.input.count)] = value(graph, &stream)
        case 4: node.input.append(value(graph, &stream))
        case 5 where !node.input.isEmpty: node.input.removeLast()
        default: node.output.append("more")
        }
        graph.node[index] = node
    }

    private static func alterAttribute(_ graph: inout GraphProto, _ stream: inout RandomStream) {
        guard !graph.node.isEmpty else { return }
        let index = stream.below(graph.node.count)
        var own = graph.node[index].attribute
        if !own.isEmpty, stream.chance(0.7) {
            let place = stream.below(own.count)
            var attribute = own[place]
            if !attribute.ints.isEmpty, stream.chance(0.7) {
                attribute.ints[stream.below(attribute.ints.count)] = stream.one(of: numbers)
            } else if let graph = attribute.g {
                var inner = graph
                mutateOnce(&inner, &stream)
                attribute.g = inner
            } else if stream.chance(0.15) {
                attribute.type = Int32(stream.below(12))
            } else {
                attribute = make(attribute.name, &stream)
            }
            own[place] = attribute
            if stream.chance(0.1) { own.remove(at: place) }
        } else {
            own.append(make(stream.one(of: attributes), &stream))
        }
        graph.node[index].attribute = own
    }

    private static func make(_ name: String, _ stream: inout RandomStream) -> AttributeProto {
        switch stream.below(5) {
        case 0: AttributeProto(name, Int(stream.one(of: numbers)))
        case 1: AttributeProto(name, stream.one(of: reals))
        case 2: AttributeProto(name, stream.one(of: words))
        default: AttributeProto(name, (0..<stream.below(6)).map { _ in Int(stream.one(of: numbers)) })
        }
    }

    private static func alterConstant(_ graph: inout GraphProto, _ stream: inout RandomStream) {
        guard !graph.initializer.isEmpty else { return }
        let index = stream.below(graph.initializer.count)
        var tensor = graph.initializer[index]
        switch stream.below(7) {
        case 0 where !tensor.dims.isEmpty: tensor.dims[stream.below(tensor.dims.count)] = stream.one(of: numbers)
        case 1: tensor.dataType = Int32(stream.below(18))
        case 2:
            let dims = (0..<stream.below(5)).map { _ in 1 + stream.below(5) }
            let values = (0..<dims.reduce(1, *)).map { _ in
                stream.chance(0.1) ? stream.one(of: reals) : Float(stream.below(100)) / 30
            }
            tensor = TensorProto(name: tensor.name, dims: dims, values)
        case 3, 4:
            let values = (0..<stream.below(6)).map { _ in stream.one(of: numbers) }
            tensor = TensorProto(name: tensor.name, dims: [values.count], values)
        case 5 where !tensor.externalData.isEmpty:
            let texts = ["../w.bin", "/etc/hostname", "w.bin", "", "-1", "48", "9223372036854775807"]
            tensor.externalData = ["location", "offset", "length"].map {
                StringStringEntryProto(
                    key: $0, value: stream.chance(0.3) ? stream.one(of: texts) : $0 == "location" ? "w.bin" : "24")
            }
        default: tensor.rawData = tensor.rawData.map { Data($0.dropLast(stream.below(9))) }
        }
        graph.initializer[index] = tensor
    }
}
