import Networks

extension OperatorCall {
    /// Whether an operator on images is given something of one dimension less: 1 × channels × length.
    var isOneDimensional: Bool {
        if case .view(let view)? = inputs.first ?? nil { view.dims.count == 3 } else { false }
    }

    /// The same call over images of one row.
    func overOneRow() throws -> OperatorCall {
        var view = try view(0)
        view.dims.insert([], at: 2)
        var inputs = inputs
        inputs[0] = .view(view)
        if inputs.count > 1, case .constant(let weight)? = inputs[1], weight.dims.count == 3 {
            inputs[1] = .constant(weight.reshaped([weight.dims[0], weight.dims[1], 1, weight.dims[2]]))
        }
        var node = node
        for (name, along) in [
            ("kernel_shape", 1), ("strides", 1), ("dilations", 1), ("output_padding", 0), ("output_shape", 1),
        ] {
            guard let values = try ints(name) else { continue }
            guard values.count == 1 else { throw fault("\(name) of \(values)") }
            node.attributes[name] = AttributeProto(name, [along] + values)
        }
        if let pads = try ints("pads") {
            guard pads.count == 2 else { throw fault("pads of \(pads)") }
            node.attributes["pads"] = AttributeProto("pads", [0, pads[0], 0, pads[1]])
        }
        return OperatorCall(node: node, opset: opset, inputs: inputs)
    }
}

extension NetworkLowering {
    /// A rule for images, for what has but one dimension besides the channels too.
    static func alsoOneDimensional(_ rule: @escaping Rule) -> Rule {
        { lowering, call in
            guard call.isOneDimensional else { return try rule(&lowering, call) }
            return try rule(&lowering, try call.overOneRow()).map { value in
                guard case .view(var view) = value, view.dims.count == 4, view.dims[2].isEmpty else { return value }
                view.dims.remove(at: 2)
                return .view(view)
            }
        }
    }
}
