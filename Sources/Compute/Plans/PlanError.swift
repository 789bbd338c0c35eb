/// Why a network could not be compiled or run.
public enum PlanError: Error, Hashable, Sendable {
    /// A parameter that a node reads is not in the store.
    case missingParameter(String, node: String)
    /// A parameter has another shape than its node expects.
    case misshapenParameter(String, expected: [Int], found: [Int])
    /// oneDNN refused a node; `status` is its `dnnl_status_t`.
    case primitive(node: String, direction: String, status: Int)
    /// A bound input has another size than the network's.
    case misshapenInput(String, expected: Int, found: Int)
    /// A name in `keep`, `differentiate` or the bindings that the network does not have.
    case unknownTensor(String)
}
