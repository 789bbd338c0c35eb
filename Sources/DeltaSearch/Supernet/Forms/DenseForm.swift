import Compute
import StudentSpace

/// `teacher`: the kernel itself, free to move away from the teacher's.
struct DenseForm: KernelForm {
    let shape: KernelShape
    let weight: KernelFactor

    var candidates: [Candidate] { [.teacher] }
    var factors: [KernelFactor] { [weight] }

    func embed(_ choice: Int, into kernel: UnsafeMutablePointer<Float>) {
        kernel.update(from: weight.values.pointer, count: shape.count)
    }

    func project(_ d: UnsafePointer<Float>, training choice: Int?, scoring: Bool) -> [Double] {
        if choice != nil, weight.gradient.pointer != d { weight.gradient.pointer.update(from: d, count: shape.count) }
        return [dot(d, weight.values.pointer, shape.count)]
    }

    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])] {
        [("weight", shape.axes, weight.copy())]
    }
}
