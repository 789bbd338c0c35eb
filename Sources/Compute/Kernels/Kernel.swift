import Networks

/// One node of a plan, ready to run: it knows the addresses it reads and writes.
protocol Kernel: AnyObject {
    /// Computes the node's output from its inputs.
    func forward() throws

    /// From the output's gradient, the gradients of the inputs that need one, and of the parameters.
    func backward() throws
}

/// What a node's backward pass reads besides the output's gradient: it keeps those tensors alive until then.
struct BackwardNeeds {
    var inputs = false
    var output = false
}

/// Everything a kernel is built from.
struct KernelContext {
    let node: Node
    let batch: Int
    let inputShapes: [FeatureShape]
    let outputShape: FeatureShape
    let inputs: [UnsafeMutablePointer<Float>]
    let output: UnsafeMutablePointer<Float>
    /// Where the gradient of each input goes; nil where none is needed.
    let inputGradients: [GradientSink?]
    /// The gradient of the output; nil in a plan (or a part of one) without a backward pass.
    let outputGradient: UnsafeMutablePointer<Float>?
    let parameters: [String: ParameterBinding]
    let workspace: Workspace
    let batchNorm: PlanOptions.BatchNormMode

    var inputCount: Int { inputShapes[0].count * batch }
    var outputCount: Int { outputShape.count * batch }

    func parameter(_ role: String) -> ParameterBinding {
        guard let binding = parameters[role] else {
            preconditionFailure("\(node.name) has no parameter \(role)")
        }
        return binding
    }
}

/// A parameter as a kernel sees it.
struct ParameterBinding {
    let entry: ParameterStore.Entry
    /// Where its gradient goes (overwritten by every backward pass); nil where none is asked for.
    let gradient: FloatBuffer?

    var values: UnsafeMutablePointer<Float> { entry.buffer.base }
    var version: Int { entry.version }
}
