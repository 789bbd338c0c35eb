/// The nodes of a delta network, made of a teacher's one after the other.
struct DeltaRewriting {
    struct Result {
        var nodes: [Node]
        var state: [Network.Input]
        var fallbacks: [DeltaNetworks.Fallback]
    }

    private let shapes: Network.Shapes
    private let frame: String
    private var producers: [String: Node] = [:]
    private var nodes: [Node] = []
    private var state: [String] = []
    private var isState: Set<String> = []
    private var fallbacks: [DeltaNetworks.Fallback] = []
    /// Tensors that are the same for every frame.
    private var constants: Set<String> = []
    /// The delta network's names of deltas that do not bear the teacher's, and of values of this frame.
    private var deltas: [String: String]
    private var values: [String: String]
    /// Nodes that may go where nothing reads them.
    private var removable: Set<String> = []

    init(shapes: Network.Shapes, frame: String) {
        self.shapes = shapes
        self.frame = frame
        deltas = [frame: DeltaNetworks.frameDelta(frame)]
        values = [frame: frame]
        let before = key(frame)
        nodes.append(Node(DeltaNetworks.frameDelta(frame), .subtract(Subtract()), [frame, before]))
    }

    /// Appends what computes a teacher's node.
    mutating func append(_ node: Node) throws(DeltaDomainError) {
        producers[node.name] = node
        if case .constant = node.operation { return appendConstant(node) }
        let isConstant = node.inputs.map(constants.contains)
        if !isConstant.isEmpty, isConstant.allSatisfy({ $0 }) { return appendConstant(node) }
        switch node.operation.deltaRule(isConstant: isConstant) {
        case .linear(let operation): appendLinear(node, operation, isConstant)
        case .pointwise(let operation):
            let z = node.inputs[0]
            nodes.append(Node(node.name, operation, [key(z), delta(z)]))
        case .product: appendProduct(node, isConstant)
        case .recomputed: appendRecomputed(node)
        case .none: throw .unsupported(node: node.name, node.operation.definition.kind)
        }
    }

    /// Appends the sum of the key frame's outputs and their change. What nothing reads is gone.
    consuming func finish(outputs: [String]) -> Result {
        let names = DeltaNetworks.outputs(outputs.count)
        for (name, output) in zip(names, outputs) {
            let change = delta(output)
            nodes.append(Node(name, .add(Add()), [DeltaNetworks.stateInput(output), change]))
            if isState.insert(output).inserted { state.append(output) }
        }
        var read = Set(names)
        var kept: [Node] = []
        for node in nodes.reversed() where read.contains(node.name) || !removable.contains(node.name) {
            read.formUnion(node.inputs)
            kept.append(node)
        }
        let inputs = state.filter { $0 == frame || read.contains(DeltaNetworks.stateInput($0)) }
        return Result(
            nodes: kept.reversed(), state: inputs.map { Network.Input($0, shapes.of($0)) }, fallbacks: fallbacks)
    }

    // Rules

    private mutating func appendConstant(_ node: Node) {
        nodes.append(node)
        constants.insert(node.name)
        values[node.name] = node.name
        removable.insert(node.name)
    }

    private mutating func appendLinear(_ node: Node, _ operation: Operation, _ isConstant: [Bool]) {
        switch operation {
        case .divide:
            nodes.append(Node(node.name, operation, [delta(node.inputs[0]), value(node.inputs[1])]))
            return
        case .zeros:
            constants.insert(node.name)
            (values[node.name], deltas[node.name]) = (node.name, node.name)
        case .add, .subtract:
            // Beside a constant the change is handed on.
            let handsOn = shapes.of(node.inputs[0]) == shapes.of(node.name)
            if isConstant[1], handsOn {
                deltas[node.name] = delta(node.inputs[0])
                return
            }
            if case .add = operation, isConstant[0], shapes.of(node.inputs[1]) == shapes.of(node.name) {
                deltas[node.name] = delta(node.inputs[1])
                return
            }
        default: break
        }
        nodes.append(Node(node.name, operation, node.inputs.map { delta($0) }))
    }

    private mutating func appendProduct(_ node: Node, _ isConstant: [Bool]) {
        let (a, b) = (node.inputs[0], node.inputs[1])
        let multiply = Operation.multiply(Multiply())
        guard !isConstant.contains(true) else {
            nodes.append(Node(node.name, multiply, isConstant[1] ? [delta(a), value(b)] : [value(a), delta(b)]))
            return
        }
        // The smaller of the two is put together again: a gate, say.
        let (large, small) = shapes.of(a).count >= shapes.of(b).count ? (a, b) : (b, a)
        let parts = ["delta:\(node.name):0", "delta:\(node.name):1"]
        nodes.append(Node(parts[0], multiply, [key(large), delta(small)]))
        nodes.append(Node(parts[1], multiply, [delta(large), value(small)]))
        nodes.append(Node(node.name, .add(Add()), parts))
    }

    private mutating func appendRecomputed(_ node: Node) {
        let name = DeltaNetworks.value(node.name)
        nodes.append(Node(name, node.operation, node.inputs.map { value($0) }))
        values[node.name] = name
        nodes.append(Node(node.name, .subtract(Subtract()), [name, key(node.name)]))
        removable.insert(node.name)
        fallbacks.append(DeltaNetworks.Fallback(node: node.name, kind: node.operation.definition.kind))
    }

    // Tensors

    /// The key frame's value of a tensor that varies.
    private mutating func key(_ tensor: String) -> String {
        if isState.insert(tensor).inserted { state.append(tensor) }
        return DeltaNetworks.stateInput(tensor)
    }

    /// The change of a tensor.
    private mutating func delta(_ tensor: String) -> String {
        if let name = deltas[tensor] { return name }
        guard constants.contains(tensor) else { return tensor }
        let name = "delta:" + tensor
        nodes.append(Node(name, .zeros(Zeros(shapes.of(tensor))), []))
        deltas[tensor] = name
        return name
    }

    /// This frame's value of a tensor: computed once, and of a non-linearity's output from that of its input, which is
    /// state already.
    private mutating func value(_ tensor: String) -> String {
        if let name = values[tensor] { return name }
        let name = DeltaNetworks.value(tensor)
        if let node = producers[tensor], case .activation = node.operation {
            nodes.append(Node(name, node.operation, [value(node.inputs[0])]))
            removable.insert(tensor)
        } else {
            nodes.append(Node(name, .add(Add()), [key(tensor), delta(tensor)]))
        }
        values[tensor] = name
        return name
    }
}
