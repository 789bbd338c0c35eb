public import Compute

/// A first-order optimiser over named parameters of a ``ParameterStore``.
///
/// State lives beside the parameters and is readable, so that a checkpoint can hold all of it.
public protocol Optimizer: AnyObject, Sendable {
    /// Parameters in a fixed order.
    var names: [String] { get }

    /// One update of one parameter. `gradient` is read only.
    ///
    /// Calls for different parameters may run at the same time; ``advance()`` comes once before them.
    func update(_ index: Int, gradient: UnsafePointer<Float>, learningRate: Float)

    /// Starts a step.
    func advance()

    /// Everything that a resumed run needs, by name.
    var state: [(name: String, values: FloatBuffer)] { get }

    /// Steps taken so far.
    var step: Int { get set }
}

/// State that comes from a file.
public enum OptimizerState {
    /// Whether a buffer of ``Optimizer/state`` can hold these numbers: all finite; counts of updates whole, and within what
    /// a `Float` counts; means of squares not negative.
    public static func isSound(_ name: String, _ values: [Float]) -> Bool {
        if name.contains("adam.count.") {
            return values.allSatisfy { (0...16_777_216).contains($0) && $0 == $0.rounded() }
        }
        let least: Float = name.contains("adam.second.") ? 0 : -.greatestFiniteMagnitude
        return values.allSatisfy { $0.isFinite && $0 >= least }
    }
}
