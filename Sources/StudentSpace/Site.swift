public import Networks

/// One convolution of the teacher as the search sees it: the place where a candidate takes the convolution's part on
/// delta frames.
public struct Site: Hashable, Sendable {
    /// The node's name, which is also its parameters' prefix: `layer1.0.conv1`.
    public var name: String
    /// The tensor the convolution reads.
    public var source: String
    public var convolution: Convolution
    public var input: FeatureShape
    public var output: FeatureShape

    /// A site with the output shape that the convolution has on `input`.
    ///
    /// - Throws: ``ShapeError`` where the convolution does not fit the input.
    public init(name: String, source: String = "", convolution: Convolution, input: FeatureShape) throws(ShapeError) {
        self.name = name
        self.source = source
        self.convolution = convolution
        self.input = input
        do {
            output = try convolution.outputShape([input])
        } catch {
            throw ShapeError(node: name, reason: error.reason)
        }
    }

    /// `Ho · Wo · Cout · (Cin / groups) · kh · kw`: what the teacher spends here on every frame.
    public var teacherMACs: Int { convolution.macs([input], output: output) }

    /// Every convolution of a network, in node order.
    ///
    /// - Throws: ``ShapeError`` or ``NetworkError`` where the network is not well-formed.
    public static func sites(of network: Network) throws -> [Site] {
        let shapes = try network.inferShapes()
        return try network.nodes.compactMap { node in
            guard case .convolution(let convolution) = node.operation else { return nil }
            return try Site(
                name: node.name, source: node.inputs[0], convolution: convolution, input: shapes.inputs(of: node)[0])
        }
    }
}
