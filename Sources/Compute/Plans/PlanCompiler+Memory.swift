import Networks

extension PlanCompiler {
    struct Memory {
        var features: [String: TensorBuffer] = [:]
        var gradients: [String: TensorBuffer] = [:]
        var byteCount = 0

        func outputGradient(_ name: String, _ differentiable: Set<String>) -> UnsafeMutablePointer<Float>? {
            differentiable.contains(name) ? gradients[name]?.base : nil
        }
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
        // A tensor that takes over the memory of another lives as long as both; heirs by the name of the first owner.
        var owner: [String: String] = [:]
        var lifetimes: [String: ClosedRange<Int>] = [:]
        for (index, node) in network.nodes.enumerated() {
            let isOwn = outputs.contains(node.name) || options.keep.contains(node.name)
            let lifetime = featureLifetime(index)
            if !isOwn, let input = overwritable(node, index), let first = owner[input] {
                owner[node.name] = first
                lifetimes[first] = lifetimes[first]!.lowerBound...max(lifetimes[first]!.upperBound, lifetime.upperBound)
            } else if !isOwn {
                owner[node.name] = node.name
                lifetimes[node.name] = lifetime
            } else {
                place(node.name, isGradient: false, own: true, lifetime: lifetime)
            }
        }
        for node in network.nodes where owner[node.name] == node.name {
            place(node.name, isGradient: false, own: false, lifetime: lifetimes[node.name]!)
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
        for node in network.nodes {
            guard let first = owner[node.name], first != node.name else { continue }
            memory.features[node.name] = memory.features[first]
        }
        return memory
    }

    /// The input whose memory a node's output takes over: nobody reads it later, in this pass or the backward one.
    private func overwritable(_ node: Node, _ index: Int) -> String? {
        guard canOverwriteInput(node) else { return nil }
        let size = shapes.of(node.name).count
        return node.inputs.first { input in
            guard let producer = producers[input], shapes.of(input).count == size else { return false }
            let outlives = (readers[input] ?? []).contains {
                $0 > index || ($0 != index && groupOf[$0] >= groupOf[index])
            }
            return !outlives && featureLifetime(producer).upperBound <= groupOf[index]
        }
    }

    private func backwardTime(_ index: Int) -> Int { 2 * network.nodes.count - 1 - index }

    private func featureLifetime(_ index: Int) -> ClosedRange<Int> {
        let node = network.nodes[index]
        var last = groupOf[index]
        if differentiable.contains(node.name), backwardNeeds(node.operation).output { last = backwardTime(index) }
        for reader in readers[node.name] ?? [] {
            let readerNode = network.nodes[reader]
            let needsInputs =
                differentiable.contains(readerNode.name) && backwardNeeds(readerNode.operation).inputs
            last = max(last, needsInputs ? backwardTime(reader) : groupOf[reader])
        }
        return groupOf[index]...last
    }

    private func gradientLifetime(_ name: String) -> ClosedRange<Int> {
        let end = producers[name].map(backwardTime) ?? 2 * network.nodes.count
        let first = (readers[name] ?? []).map(backwardTime).min() ?? end
        return min(first, end)...end
    }
}
