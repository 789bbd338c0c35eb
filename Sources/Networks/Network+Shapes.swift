extension Network {
    /// The shape of every tensor, in the order of `inputs` and `nodes`.
    ///
    /// - Throws: ``ShapeError`` that names the node, or ``NetworkError`` where names do not resolve.
    public func inferShapes() throws -> Shapes {
        var shapes = Shapes()
        for input in inputs {
            guard shapes[input.name] == nil else { throw NetworkError.duplicateName(input.name) }
            shapes[input.name] = input.shape
        }
        for node in nodes {
            guard shapes[node.name] == nil else { throw NetworkError.duplicateName(node.name) }
            var given: [FeatureShape] = []
            for name in node.inputs {
                guard let shape = shapes[name] else { throw NetworkError.unknownTensor(name, readBy: node.name) }
                given.append(shape)
            }
            do {
                shapes[node.name] = try node.operation.definition.outputShape(given)
            } catch {
                throw ShapeError(node: node.name, reason: error.reason)
            }
        }
        for output in outputs where shapes[output] == nil { throw NetworkError.unknownOutput(output) }
        return shapes
    }

    /// Shapes by tensor name.
    public struct Shapes: Sendable {
        private var byName: [String: FeatureShape] = [:]

        public internal(set) subscript(name: String) -> FeatureShape? {
            get { byName[name] }
            set { byName[name] = newValue }
        }

        /// The shapes of a node's inputs.
        public func inputs(of node: Node) -> [FeatureShape] {
            node.inputs.map { name in
                guard let shape = byName[name] else { preconditionFailure("no shape for tensor \(name)") }
                return shape
            }
        }

        /// The shape of a tensor that is known to exist.
        public func of(_ name: String) -> FeatureShape {
            guard let shape = byName[name] else { preconditionFailure("no shape for tensor \(name)") }
            return shape
        }
    }
}
