import Foundation

/// A node with what is known of its inputs: what folding and lowering rules are given.
struct OperatorCall: Sendable {
    let node: GraphNode
    let opset: Int
    /// nil where an optional input is left out.
    let inputs: [Value?]

    func fault(_ reason: String) -> NodeFault {
        NodeFault(node: node.name, op: node.op, shapes: inputs.map { $0?.dims ?? [] }, reason: reason)
    }

    /// Whether an input is there.
    func has(_ index: Int) -> Bool { index < inputs.count && inputs[index] != nil }

    func value(_ index: Int) throws -> Value {
        guard index < inputs.count, let value = inputs[index] else { throw fault("input \(index) is missing") }
        return value
    }

    func constant(_ index: Int) throws -> ConstantTensor {
        guard case .constant(let tensor) = try value(index) else {
            throw fault("input \(index) depends on the frame and must not")
        }
        return tensor
    }

    /// A constant input, nil where it is left out or holds nothing.
    func optionalConstant(_ index: Int) throws -> ConstantTensor? {
        guard has(index) else { return nil }
        return try constant(index)
    }

    func view(_ index: Int) throws -> FeatureView {
        guard case .view(let view) = try value(index) else { throw fault("input \(index) is constant") }
        return view
    }

    func integers(_ index: Int) throws -> [Int] {
        guard let values = try constant(index).integers else { throw fault("input \(index) is not integers") }
        return values
    }

    /// An input's only element.
    func scalar(_ index: Int) throws -> Double {
        guard let value = try constant(index).scalar else { throw fault("input \(index) is no single number") }
        return value
    }

    // MARK: Attributes

    private func attribute(_ name: String, _ kind: AttributeProto.Kind) throws -> AttributeProto? {
        guard let attribute = node.attributes[name] else { return nil }
        guard attribute.refAttrName.isEmpty, attribute.type == 0 || attribute.type == kind.rawValue else {
            throw fault("attribute \(name) is not of type \(kind)")
        }
        return attribute
    }

    func int(_ name: String) throws -> Int? { try attribute(name, .int).map { Int($0.i ?? 0) } }

    func int(_ name: String, default value: Int) throws -> Int { try int(name) ?? value }

    func float(_ name: String) throws -> Float? { try attribute(name, .float).map { $0.f ?? 0 } }

    func float(_ name: String, default value: Float) throws -> Float { try float(name) ?? value }

    func string(_ name: String, default value: String) throws -> String {
        guard let attribute = try attribute(name, .string) else { return value }
        return String(decoding: attribute.s ?? .init(), as: UTF8.self)
    }

    func ints(_ name: String) throws -> [Int]? { try attribute(name, .ints).map { $0.ints.map(Int.init) } }

    func floats(_ name: String) throws -> [Float]? { try attribute(name, .floats)?.floats }

    /// Integers that older opsets have as an attribute and newer ones as an input; nil where there are none.
    func integers(attribute name: String, orInput index: Int) throws -> [Int]? {
        if let values = try ints(name) { return values }
        return has(index) ? try integers(index) : nil
    }

    /// An axis counted from the end where it is negative.
    func axis(_ axis: Int, rank: Int) throws -> Int {
        guard (-rank..<rank).contains(axis) else { throw fault("axis \(axis) of \(rank)") }
        return axis < 0 ? axis + rank : axis
    }

    /// Axes without repetition, in order.
    func axes(_ axes: [Int], rank: Int) throws -> [Int] {
        let resolved = try axes.map { try axis($0, rank: rank) }
        guard Set(resolved).count == resolved.count else { throw fault("repeated axes \(axes)") }
        return resolved.sorted()
    }
}
