import Networks

extension PlanCompiler {
    struct Memory {
        var features: [String: TensorBuffer] = [:]
        var gradients: [String: TensorBuffer] = [:]
        var byteCount = 0
    }

    /// Gives every tensor and gradient its memory: inputs, outputs and what is kept get their own, the rest a place in
    /// the arena.
    func allocate(_ result: inout Result) -> Memory {
        var memory = Memory()
        let outputs = Set(network.outputs)
        for input in network.inputs {
            let buffer = bindings[input.name] ?? TensorBuffer(input.shape, batch: options.batch)
            if bindings[input.name] == nil { memory.byteCount += buffer.count * 4 }
            memory.features[input.name] = buffer
            result.tensors[input.name] = buffer
        }
        var requests: [MemoryPlan.Request] = []
        var targets: [(name: String, isGradient: Bool)] = []
        func place(_ name: String, isGradient: Bool, own: Bool, lifetime: ClosedRange<Int>) {
            let shape = shapes.of(name)
            if own {
                let buffer = TensorBuffer(shape, batch: options.batch)
                memory.byteCount += buffer.count * 4
                if isGradient {
                    memory.gradients[name] = buffer
                    result.gradients[name] = buffer
                } else {
                    memory.features[name] = buffer
                    result.tensors[name] = buffer
                }
            } else {
                requests.append(
                    MemoryPlan.Request(id: targets.count, count: shape.count * options.batch, lifetime: lifetime))
                targets.append((name, isGradient))
            }
        }
        for (index, node) in network.nodes.enumerated() {
            place(
                node.name, isGradient: false, own: outputs.contains(node.name) || options.keep.contains(node.name),
                lifetime: featureLifetime(index))
        }
        for name in network.inputs.map(\.name) + network.nodes.map(\.name) where differentiable.contains(name) {
            place(
                name, isGradient: true, own: outputs.contains(name) || options.differentiate.tensors.contains(name),
                lifetime: gradientLifetime(name))
        }
        // Asked for, but behind no output; or an output that nothing asked for lies before: zero, or never read.
        if !options.differentiate.isNone {
            for name in outputs.union(options.differentiate.tensors).subtracting(differentiable).sorted() {
                place(name, isGradient: true, own: true, lifetime: 0...0)
            }
        }
        let plan = MemoryPlan(requests)
        let arena = FloatBuffer(count: plan.total)
        result.arena = arena
        memory.byteCount += arena.count * 4
        for (id, target) in targets.enumerated() {
            let view = TensorBuffer(shapes.of(target.name), batch: options.batch, in: arena, at: plan.offsets[id]!)
            if target.isGradient {
                memory.gradients[target.name] = view
            } else {
                memory.features[target.name] = view
            }
        }
        return memory
    }

    private func backwardTime(_ index: Int) -> Int { 2 * network.nodes.count - 1 - index }

    private func featureLifetime(_ index: Int) -> ClosedRange<Int> {
        let node = network.nodes[index]
        var last = index
        if differentiable.contains(node.name), backwardNeeds(node.operation).output { last = backwardTime(index) }
        for reader in readers[node.name] ?? [] {
            let readerNode = network.nodes[reader]
            let needsInputs =
                differentiable.contains(readerNode.name) && backwardNeeds(readerNode.operation).inputs
            last = max(last, needsInputs ? backwardTime(reader) : reader)
        }
        return index...last
    }

    private func gradientLifetime(_ name: String) -> ClosedRange<Int> {
        let end = producers[name].map(backwardTime) ?? 2 * network.nodes.count
        let first = (readers[name] ?? []).map(backwardTime).min() ?? end
        return min(first, end)...end
    }
}
