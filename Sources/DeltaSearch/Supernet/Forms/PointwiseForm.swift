import Compute
import StudentSpace

/// `pointwise`: a weight at the centre tap, zero elsewhere.
struct PointwiseForm: KernelForm {
    let shape: KernelShape
    /// Cout × Cin.
    let weight: KernelFactor

    var candidates: [Candidate] { [.pointwise] }
    var factors: [KernelFactor] { [weight] }

    func embed(_ choice: Int, into kernel: UnsafeMutablePointer<Float>) {
        kernel.update(repeating: 0, count: shape.count)
        let w = weight.values.pointer
        for i in 0..<(shape.outputs * shape.inputs) { kernel[i * shape.taps + shape.centre] = w[i] }
    }

    func project(_ d: UnsafePointer<Float>, training choice: Int?, scoring: Bool) -> [Double] {
        let w = weight.values.pointer
        let gradient = weight.gradient.pointer
        var inner = 0.0
        for i in 0..<(shape.outputs * shape.inputs) {
            let value = d[i * shape.taps + shape.centre]
            inner += Double(value) * Double(w[i])
            if choice != nil { gradient[i] = value }
        }
        return [inner]
    }

    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])] {
        [("weight", [shape.outputs, shape.inputs, 1, 1], weight.copy())]
    }
}
