/// Transposed convolutions as ordinary ones (Shi et al. 2016, "Is the deconvolution layer the same as a convolutional
/// layer?"): the network with them, and the parameters that go with that network. A site is an ordinary convolution: so
/// a student may take a transposed one's place.
///
/// With stride s and a kernel of m·s rows (filled up with zeros), row `s·i + u` of the output before its padding is cut
/// off is `Σ_a W[u + s·a] x[i − a]`: a convolution with m rows and s² times the channels, one for each (u, v), then
/// ``DepthToSpace`` and ``Crop``. Where s divides the kernel it costs what the transposed one does, but for the border.
/// The convolution keeps the node's name; what read the node reads the last of its followers, `NAME.pixels` or
/// `NAME.crop`. Dilated ones, and those of unequal strides, stay as they are.
public struct SubpixelConvolutions: Sendable {
    public let original: Network
    /// The network with ordinary convolutions. An output that was a transposed convolution bears its follower's name.
    public let network: Network
    private let forms: [String: Form]

    /// - Throws: what ``Network/inferShapes()`` throws.
    public init(_ original: Network) throws {
        self.original = original
        let shapes = try original.inferShapes()
        var forms: [String: Form] = [:]
        var names: [String: String] = [:]
        var network = original
        network.nodes = []
        for node in original.nodes {
            var node = node
            node.inputs = node.inputs.map { names[$0] ?? $0 }
            guard case .transposedConvolution(let operation) = node.operation, let form = Form(operation) else {
                network.nodes.append(node)
                continue
            }
            let followers = form.followers(of: node.name, output: shapes.of(node.name))
            network.nodes.append(Node(node.name, .convolution(form.convolution), node.inputs))
            network.nodes += followers
            forms[node.name] = form
            names[node.name] = followers.last?.name
        }
        network.outputs = original.outputs.map { names[$0] ?? $0 }
        self.network = network
        self.forms = forms
    }

    /// The parameters of ``network`` for these of ``original``: the same values in other places.
    ///
    /// - Precondition: `values` holds every parameter of the original network.
    /// - Throws: what ``Network/inferShapes()`` throws.
    public func parameters(_ values: Parameters) throws -> Parameters {
        let shapes = try network.inferShapes()
        var result = Parameters()
        for node in network.nodes {
            for definition in node.operation.definition.parameters(shapes.inputs(of: node)) {
                let name = node.parameterName(definition.role)
                let value = values.value(name)
                guard let form = forms[node.name] else {
                    result[name] = value
                    continue
                }
                result[name] = definition.role == "weight" ? form.weight(value, definition.shape) : form.bias(value)
            }
        }
        return result
    }

    /// One transposed convolution and the ordinary one that stands for it.
    private struct Form {
        let transposed: TransposedConvolution
        let convolution: Convolution
        let stride: Int
        /// Whether rows or columns are left over; of stride 1 the convolution's own padding sees to that.
        let cutsOff: Bool

        init?(_ operation: TransposedConvolution) {
            guard operation.dilation == Size(1), operation.stride.height == operation.stride.width else { return nil }
            transposed = operation
            stride = operation.stride.height
            let (padding, extra) = (operation.padding, operation.outputPadding)
            // As many blocks as the kernel needs, or the rows that an output padding adds behind it.
            func taps(_ kernel: Int, _ extra: Int, _ far: Int) -> Int {
                (max(kernel, kernel + extra - far) + operation.stride.height - 1) / operation.stride.height
            }
            let kernel = Size(
                height: taps(operation.kernel.height, extra.height, padding.bottom),
                width: taps(operation.kernel.width, extra.width, padding.right))
            var full = Padding(vertical: kernel.height - 1, horizontal: kernel.width - 1)
            cutsOff =
                stride > 1 || max(padding.top, padding.bottom) > full.top
                || max(padding.left, padding.right) > full.left
            if !cutsOff {
                full.top -= padding.top
                full.left -= padding.left
                full.bottom -= padding.bottom
                full.right -= padding.right
            }
            convolution = Convolution(
                outputChannels: operation.outputChannels * operation.stride.area, kernel: kernel, padding: full,
                groups: operation.groups, hasBias: operation.hasBias)
        }

        func followers(of name: String, output: FeatureShape) -> [Node] {
            var nodes: [Node] = []
            if stride > 1 {
                let shuffle = DepthToSpace(block: stride, order: .channelsFirst)
                nodes.append(Node(name + ".pixels", .depthToSpace(shuffle), [name]))
            }
            let crop = Crop(
                rows: .init(begin: transposed.padding.top, count: output.height),
                columns: .init(begin: transposed.padding.left, count: output.width))
            let isWhole =
                transposed.padding == Padding(vertical: 0, horizontal: 0)
                && transposed.kernel.height % stride == 0 && transposed.kernel.width % stride == 0
                && transposed.outputPadding == Size(0)
            if cutsOff, !isWhole { nodes.append(Node(name + ".crop", .crop(crop), [nodes.last?.name ?? name])) }
            return nodes
        }

        /// `W′[o·s² + u·s + v, c, m − 1 − a, n − 1 − b] = W[c, o, u + s·a, v + s·b]`, c within its group.
        func weight(_ value: Parameters.Value, _ shape: [Int]) -> Parameters.Value {
            var result = [Float](repeating: 0, count: shape.reduce(1, *))
            let (inputs, outputsPerGroup) = (value.shape[0], value.shape[1])
            let inputsPerGroup = inputs / transposed.groups
            let kernel = transposed.kernel
            for c in 0..<inputs {
                for o in 0..<outputsPerGroup {
                    let output = c / inputsPerGroup * outputsPerGroup + o
                    for y in 0..<kernel.height {
                        for x in 0..<kernel.width {
                            let channel = (output * stride + y % stride) * stride + x % stride
                            let row = shape[2] - 1 - y / stride
                            let column = shape[3] - 1 - x / stride
                            let target =
                                ((channel * shape[1] + c % inputsPerGroup) * shape[2] + row) * shape[3] + column
                            result[target] =
                                value.values[((c * outputsPerGroup + o) * kernel.height + y) * kernel.width + x]
                        }
                    }
                }
            }
            return Parameters.Value(shape: shape, values: result)
        }

        func bias(_ value: Parameters.Value) -> Parameters.Value {
            let values = value.values.flatMap { [Float](repeating: $0, count: stride * stride) }
            return Parameters.Value(shape: [values.count], values: values)
        }
    }
}
