import Networks
import ONNX

extension ErrorMessage {
    init(_ error: ONNXError) {
        let path = error.path
        switch error.problem {
        case .system(_, let code): self.init(.mismatch, at: path, Self.system(code))
        case .notARegularFile: self.init(.mismatch, at: path, "is no regular file")
        case .fileTooLarge(let bytes, let limit):
            self.init(
                .mismatch, at: path, "has \(bytes) bytes, and the format allows \(limit)",
                remedy: "export the weights as external data")
        case .malformed(let reason):
            self.init(.mismatch, at: path, "is no ONNX file: \(reason)", remedy: "export the model again")
        case .tooManyParts(let limit):
            self.init(.mismatch, at: path, "has more than \(limit) nodes, tensors and attributes")
        case .tooManyNodes(let limit):
            self.init(.mismatch, at: path, "has more than \(limit) nodes", remedy: "simplify the model before")
        case .notRead(let what, let name):
            self.init(.mismatch, at: path, "has a \(what), which is not read: '\(name)'")
        case .noGraph: self.init(.mismatch, at: path, "holds no graph", remedy: "export the model again")
        case .opset(let found, let supported):
            self.init(
                .mismatch, at: path,
                found.map { "is of opset \($0)" } ?? "does not say of which opset its operators are",
                remedy: "export with an opset from \(supported.lowerBound) to \(supported.upperBound)")
        case .tensor(let name, let fault):
            self.init(.mismatch, at: path, "tensor '\(name)' \(Self.text(fault))", remedy: "export the model again")
        case .cycle(let nodes):
            self.init(.mismatch, at: path, "these nodes wait for each other: \(nodes.joined(separator: ", "))")
        case .duplicateValue(let name): self.init(.mismatch, at: path, "two nodes make the value '\(name)'")
        case .unknownValue(let name, let reader):
            self.init(.mismatch, at: path, "\(reader) reads '\(name)', which nothing makes")
        case .missingOperators(let missing, let opset):
            let texts = missing.map { "\($0.op) (\(sample($0.nodes, of: $0.count)))" }
            self.init(
                .mismatch, at: path,
                "there is no rule for \(counted(missing.count, "operator")) of opset \(opset): "
                    + texts.joined(separator: "; "),
                remedy: "export the model without them, or only the part before them (--output-name)")
        case .node(let fault): self.init(.mismatch, at: path, Self.text(fault))
        case .inputs, .inputShape, .openSize, .sizeMismatch, .sizeOutOfRange:
            self.init(input: error)
        case .unknownOutput(let name, let suggestion, let known):
            self.init(
                .usage, at: path, "has no output '\(name)'",
                remedy: didYouMean(suggestion) ?? "use \(listed(known))")
        case .constantOutput(let name): self.init(.mismatch, at: path, "output '\(name)' does not depend on the frame")
        case .constantsTooLarge(let limit):
            self.init(.mismatch, at: path, "its constants unfold to more than \(limit) elements")
        }
    }

    private init(input error: ONNXError) {
        switch error.problem {
        case .inputs(let names):
            self.init(
                .mismatch, at: error.path,
                names.isEmpty ? "has no input" : "has \(names.count) inputs: \(names.joined(separator: ", "))",
                remedy: "export a model that takes one image")
        case .inputShape(let name, let shape):
            self.init(
                .mismatch, at: error.path, "input '\(name)' is \(shape.isEmpty ? "of no known shape" : shape)",
                remedy: "export a model that takes 1 x channels x height x width, floating point")
        case .openSize(let input, let shape):
            self.init(
                .usage, at: error.path, "leaves the size of its input '\(input)' open: \(shape)",
                remedy: "give it with --input HEIGHTxWIDTH")
        case .sizeMismatch(let input, let fixed, let asked):
            self.init(
                .usage, at: error.path, "its input '\(input)' is \(fixed), not \(asked)",
                remedy: "use --input \(fixed), or export the model with open sizes")
        case .sizeOutOfRange(let size, let allowed):
            self.init(
                .usage, at: error.path, "an input of \(size) pixels is not possible",
                remedy: "use \(allowed.lowerBound) to \(allowed.upperBound) pixels a side")
        default: self.init(.internal, at: error.path, "\(error.problem)", remedy: Self.report)
        }
    }

    private static func text(_ fault: NodeFault) -> String {
        let shapes = fault.shapes.isEmpty ? "" : " of \(fault.shapes.map { "\($0)" }.joined(separator: ", "))"
        let op = fault.op.isEmpty ? "" : " (\(fault.op)\(shapes))"
        return "node \(fault.node)\(op): \(fault.reason)"
    }

    private static func text(_ fault: ONNXError.TensorFault) -> String {
        switch fault {
        case .negativeDimension(let shape): "has a negative dimension: \(shape)"
        case .overflow(let shape): "has more elements than can be counted: \(shape)"
        case .elementType(let type): "is of element type \(type), which is not read"
        case .count(let shape, let expected, let found): "of shape \(shape) needs \(expected) of data and has \(found)"
        case .externalPath(let path): "lies outside the model's folder: '\(path)'"
        case .externalFile(let path, _, let code): "lies in '\(path)': \(system(code))"
        case .externalNotARegularFile(let path): "lies in '\(path)', which is no regular file"
        case .externalNumber(let key, let value): "has the \(key) '\(value)'"
        case .externalRange(let path, let offset, let length, let available):
            "takes \(length) bytes from \(offset) of '\(path)', which has \(available)"
        }
    }
}
