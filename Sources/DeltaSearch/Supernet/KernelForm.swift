import Compute
import Networks
import StudentSpace

/// The candidates of one kind at one site as trainable factors, embedded in a dense kernel.
///
/// Candidates are linear, so that a mixture of them is one convolution: `Σ_k p_k conv(x, E_k) = conv(x, Σ_k p_k E_k)`.
/// From the one kernel gradient `D = ∂L/∂V` come `∂L/∂p_k = ⟨D, E_k⟩` for every candidate and, through the embedding,
/// `∂L/∂θ_k`.
///
/// Kernels are Cout × K, K in PyTorch's order (c, i, j). The forms of a site share scratch memory: they belong to one
/// thread at a time.
protocol KernelForm: Sendable {
    /// The candidates that share these factors.
    var candidates: [Candidate] { get }
    var factors: [KernelFactor] { get }

    /// The factors that training one of the candidates moves.
    func factors(of choice: Int) -> [KernelFactor]

    /// Writes `E_k`, all of it.
    func embed(_ choice: Int, into kernel: UnsafeMutablePointer<Float>)

    /// `⟨D, E_k⟩` for every candidate where they are wanted (`scoring`), and where one is trained the gradients of its
    /// factors.
    func project(_ d: UnsafePointer<Float>, training choice: Int?, scoring: Bool) -> [Double]

    /// The student's own parameters for one candidate, by the roles of its nodes.
    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])]
}

extension KernelForm {
    func factors(of choice: Int) -> [KernelFactor] { factors }
}

/// One trainable factor: values in the supernet's store and their gradient.
struct KernelFactor: Sendable {
    /// The name in the store: `layer1.0.conv1/lowrank/reduce.weight`.
    let name: String
    let values: FloatBuffer
    let gradient: FloatBuffer

    /// - Parameter gradient: where the gradient goes; nil: memory of its own.
    init(_ name: String, _ store: ParameterStore, gradient: FloatBuffer? = nil) {
        self.init(name, store.buffer(name), gradient: gradient)
    }

    init(_ name: String, _ values: FloatBuffer, gradient: FloatBuffer? = nil) {
        self.name = name
        self.values = values
        self.gradient = gradient ?? FloatBuffer(count: values.count)
    }

    func copy() -> [Float] { values.withUnsafeBufferPointer { Array($0) } }
}

extension FloatBuffer {
    /// The address, for loops of a method whose `self` holds the buffer: that keeps it alive as long as they run. A
    /// buffer of a local variable may be gone after its last mention.
    var pointer: UnsafeMutablePointer<Float> { withUnsafeMutableBufferPointer { $0.baseAddress! } }
}

/// `Σ a_i b_i`, in double precision: eight sums over every eighth product, then those.
func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Double {
    var sums = SIMD8<Double>()
    let whole = count / 8 * 8
    for start in stride(from: 0, to: whole, by: 8) {
        let x = UnsafeRawPointer(a + start).loadUnaligned(as: SIMD8<Float>.self)
        let y = UnsafeRawPointer(b + start).loadUnaligned(as: SIMD8<Float>.self)
        sums += SIMD8<Double>(x) * SIMD8<Double>(y)
    }
    var sum = sums.sum()
    for i in whole..<count { sum += Double(a[i]) * Double(b[i]) }
    return sum
}
