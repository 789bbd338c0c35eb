import Compute
import StudentSpace

/// `depthwise`: one kernel a channel, on the diagonal of Cout × Cin, or of every group's.
struct DepthwiseForm: KernelForm {
    let shape: KernelShape
    /// C × kh × kw.
    let weight: KernelFactor

    var candidates: [Candidate] { [.depthwise] }
    var factors: [KernelFactor] { [weight] }

    func embed(_ choice: Int, into kernel: UnsafeMutablePointer<Float>) {
        kernel.update(repeating: 0, count: shape.count)
        for c in 0..<shape.outputs {
            (kernel + diagonal(c)).update(from: weight.values.pointer + c * shape.taps, count: shape.taps)
        }
    }

    func project(_ d: UnsafePointer<Float>, training choice: Int?, scoring: Bool) -> [Double] {
        let w = weight.values.pointer
        var inner = 0.0
        for c in 0..<shape.outputs {
            let slice = d + diagonal(c)
            for t in 0..<shape.taps { inner += Double(slice[t]) * Double(w[c * shape.taps + t]) }
            if choice != nil {
                (weight.gradient.pointer + c * shape.taps).update(from: slice, count: shape.taps)
            }
        }
        return [inner]
    }

    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])] {
        [("weight", [shape.outputs, 1, shape.height, shape.width], weight.copy())]
    }

    private func diagonal(_ c: Int) -> Int { (c * shape.inputs + c % shape.inputs) * shape.taps }
}
