import StudentSpace

/// `zero`: nothing to train.
struct ZeroForm: KernelForm {
    let shape: KernelShape

    var candidates: [Candidate] { [.zero] }
    var factors: [KernelFactor] { [] }

    func embed(_ choice: Int, into kernel: UnsafeMutablePointer<Float>) {
        kernel.update(repeating: 0, count: shape.count)
    }

    func project(_ d: UnsafePointer<Float>, training choice: Int?, scoring: Bool) -> [Double] { [0] }

    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])] { [] }
}
