import Compute
import StudentSpace

/// `depthwise-pointwise`: `E[o, (c, t)] = B[o, c] d[c, t]`.
///
/// `∂B[o, c] = Σ_t D[o, c, t] d[c, t]`, `∂d[c, t] = Σ_o D[o, c, t] B[o, c]`, `⟨D, E⟩ = ⟨B, ∂B⟩`.
struct DepthwisePointwiseForm: KernelForm {
    let shape: KernelShape
    /// d: Cin × kh × kw.
    let depthwise: KernelFactor
    /// B: Cout × Cin.
    let pointwise: KernelFactor

    var candidates: [Candidate] { [.depthwisePointwise] }
    var factors: [KernelFactor] { [depthwise, pointwise] }

    func embed(_ choice: Int, into kernel: UnsafeMutablePointer<Float>) {
        let b = pointwise.values.pointer
        let d = depthwise.values.pointer
        let taps = shape.taps
        for o in 0..<shape.outputs {
            for c in 0..<shape.inputs {
                let i = o * shape.inputs + c
                for t in 0..<taps { kernel[i * taps + t] = b[i] * d[c * taps + t] }
            }
        }
    }

    func project(_ gradient: UnsafePointer<Float>, training choice: Int?, scoring: Bool) -> [Double] {
        let b = pointwise.values.pointer
        let d = depthwise.values.pointer
        let taps = shape.taps
        let db = pointwise.gradient.pointer
        let dd = depthwise.gradient.pointer
        if choice != nil { dd.update(repeating: 0, count: depthwise.gradient.count) }
        var inner = 0.0
        for o in 0..<shape.outputs {
            for c in 0..<shape.inputs {
                let i = o * shape.inputs + c
                var sum: Float = 0
                for t in 0..<taps { sum += gradient[i * taps + t] * d[c * taps + t] }
                inner += Double(sum) * Double(b[i])
                if choice != nil {
                    db[i] = sum
                    for t in 0..<taps { dd[c * taps + t] += gradient[i * taps + t] * b[i] }
                }
            }
        }
        return [inner]
    }

    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])] {
        [
            ("depthwise.weight", [shape.inputs, 1, shape.height, shape.width], depthwise.copy()),
            ("weight", [shape.outputs, shape.inputs, 1, 1], pointwise.copy()),
        ]
    }
}
