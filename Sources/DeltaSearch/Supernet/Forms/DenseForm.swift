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

    func project(_ d: UnsafePointer<Float>, training choice: Int?) -> [Float] {
        if choice != nil { weight.gradient.pointer.update(from: d, count: shape.count) }
        return [dot(d, weight.values.pointer, shape.count)]
    }

    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])] {
        [("weight", [shape.outputs, shape.inputs, shape.height, shape.width], weight.copy())]
    }
}

/// `zero`: nothing to train.
struct ZeroForm: KernelForm {
    let shape: KernelShape

    var candidates: [Candidate] { [.zero] }
    var factors: [KernelFactor] { [] }

    func embed(_ choice: Int, into kernel: UnsafeMutablePointer<Float>) {
        kernel.update(repeating: 0, count: shape.count)
    }

    func project(_ d: UnsafePointer<Float>, training choice: Int?) -> [Float] { [0] }

    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])] { [] }
}

/// `Σ a_i b_i`, in double precision.
func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
    var sum = 0.0
    for i in 0..<count { sum += Double(a[i]) * Double(b[i]) }
    return Float(sum)
}
