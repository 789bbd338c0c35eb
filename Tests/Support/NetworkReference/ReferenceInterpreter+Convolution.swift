import Networks

extension ReferenceInterpreter {
    /// `y[n, p, o] = b[o] + Σ_{i,j,c} W[o, c, i, j] · x[n, p·stride + (i, j)·dilation − padding, c]`.
    func convolution(
        _ operation: Convolution, _ node: Node, _ x: ReferenceTensor, into blank: ReferenceTensor
    ) -> ReferenceTensor {
        let weight = parameter(node, "weight")
        let bias = operation.hasBias ? parameter(node, "bias") : Array(repeating: 0, count: operation.outputChannels)
        let inputsPerGroup = x.shape.channels / operation.groups
        let outputsPerGroup = operation.outputChannels / operation.groups
        var y = blank
        for n in 0..<y.batch {
            for py in 0..<y.shape.height {
                for px in 0..<y.shape.width {
                    for o in 0..<operation.outputChannels {
                        var sum = bias[o]
                        let group = o / outputsPerGroup
                        for i in 0..<operation.kernel.height {
                            let iy =
                                py * operation.stride.height + i * operation.dilation.height
                                - operation.padding.top
                            guard (0..<x.shape.height).contains(iy) else { continue }
                            for j in 0..<operation.kernel.width {
                                let ix =
                                    px * operation.stride.width + j * operation.dilation.width
                                    - operation.padding.left
                                guard (0..<x.shape.width).contains(ix) else { continue }
                                for c in 0..<inputsPerGroup {
                                    let w =
                                        ((o * inputsPerGroup + c) * operation.kernel.height + i)
                                        * operation.kernel.width + j
                                    sum += weight[w] * x.values[x.index(n, iy, ix, group * inputsPerGroup + c)]
                                }
                            }
                        }
                        y.values[y.index(n, py, px, o)] = sum
                    }
                }
            }
        }
        return y
    }
}
