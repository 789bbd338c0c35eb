public import Compute

/// The shape of a convolution's kernel.
public struct KernelGeometry: Hashable, Sendable {
    public var inputChannels: Int
    public var outputChannels: Int
    public var height: Int
    public var width: Int

    public init(inputChannels: Int, outputChannels: Int, height: Int, width: Int) {
        precondition(min(inputChannels, outputChannels, height, width) > 0, "an empty kernel")
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.height = height
        self.width = width
    }

    /// kh · kw.
    public var taps: Int { height * width }

    /// K = Cin · kh · kw: the elements of a patch, in PyTorch's order (c, i, j).
    public var patchSize: Int { inputChannels * taps }

    /// The index within a channel of the tap that a 1 × 1 student keeps: the one over which `kh/2, kw/2` of padding
    /// centres the kernel.
    public var centreTap: Int { (height / 2) * width + width / 2 }
}

/// What the closed-form students of one site are computed from.
public struct SiteMoments: Sendable {
    public var geometry: KernelGeometry
    /// W, Cout × K: the teacher's kernel, batch norm folded, columns in PyTorch's order (c, i, j).
    public var kernel: Matrix
    /// A = E[p pᵀ], K × K: the second moment of the delta patches, columns in the same order.
    public var patchMoment: Matrix
    /// G = E[g gᵀ], Cout × Cout: the Fisher factor of the site's output.
    public var outputFisher: Matrix
    /// Ho · Wo: the positions of one frame.
    public var positions: Double
    /// How many patches A is the mean of. What A says of K directions is only as good as this is large against K: the
    /// fit shrinks A accordingly (``FitSettings/patchShrinkage``).
    public var patches: Int

    public init(
        geometry: KernelGeometry, kernel: Matrix, patchMoment: Matrix, outputFisher: Matrix, positions: Double,
        patches: Int
    ) {
        let (outputs, size) = (geometry.outputChannels, geometry.patchSize)
        precondition(kernel.rows == outputs && kernel.cols == size, "a kernel of \(kernel.rows) × \(kernel.cols)")
        precondition(
            patchMoment.rows == size && patchMoment.cols == size,
            "\(patchMoment.rows) × \(patchMoment.cols) for patches of \(size)")
        precondition(
            outputFisher.rows == outputs && outputFisher.cols == outputs,
            "\(outputFisher.rows) × \(outputFisher.cols) for \(outputs) outputs")
        precondition(patches > 0 && positions > 0, "\(patches) patches over \(positions) positions")
        self.geometry = geometry
        self.kernel = kernel
        self.patchMoment = patchMoment
        self.outputFisher = outputFisher
        self.positions = positions
        self.patches = patches
    }
}
