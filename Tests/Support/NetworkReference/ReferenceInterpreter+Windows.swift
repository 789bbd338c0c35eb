import Networks

extension ReferenceInterpreter {
    /// The largest value of a window; what lies outside is left out.
    func maxPool(_ operation: MaxPool, _ x: ReferenceTensor, into blank: ReferenceTensor) -> ReferenceTensor {
        var y = blank
        forEachElement(of: y) { n, py, px, c in
            var largest = -Double.infinity
            for i in 0..<operation.kernel.height {
                for j in 0..<operation.kernel.width {
                    let iy = py * operation.stride.height + i * operation.dilation.height - operation.padding.top
                    let ix = px * operation.stride.width + j * operation.dilation.width - operation.padding.left
                    guard (0..<x.shape.height).contains(iy), (0..<x.shape.width).contains(ix) else { continue }
                    largest = max(largest, x.values[x.index(n, iy, ix, c)])
                }
            }
            y.values[y.index(n, py, px, c)] = largest
        }
        return y
    }

    /// `y[p·stride + (i, j)·dilation − padding, o] += W[c, o, i, j] · x[p, c]`, then the bias.
    func transposedConvolution(
        _ operation: TransposedConvolution, _ node: Node, _ x: ReferenceTensor, into blank: ReferenceTensor
    ) -> ReferenceTensor {
        let weight = parameter(node, "weight")
        let inputsPerGroup = x.shape.channels / operation.groups
        let outputsPerGroup = operation.outputChannels / operation.groups
        var y = blank
        if operation.hasBias {
            let bias = parameter(node, "bias")
            for i in y.values.indices { y.values[i] = bias[i % bias.count] }
        }
        forEachElement(of: x) { n, py, px, c in
            for i in 0..<operation.kernel.height {
                let oy = py * operation.stride.height + i * operation.dilation.height - operation.padding.top
                guard (0..<y.shape.height).contains(oy) else { continue }
                for j in 0..<operation.kernel.width {
                    let ox = px * operation.stride.width + j * operation.dilation.width - operation.padding.left
                    guard (0..<y.shape.width).contains(ox) else { continue }
                    for o in 0..<outputsPerGroup {
                        let w =
                            ((c * outputsPerGroup + o) * operation.kernel.height + i) * operation.kernel.width + j
                        let channel = c / inputsPerGroup * outputsPerGroup + o
                        y.values[y.index(n, oy, ox, channel)] += weight[w] * x.values[x.index(n, py, px, c)]
                    }
                }
            }
        }
        return y
    }

    func forEachElement(of tensor: ReferenceTensor, _ body: (_ n: Int, _ y: Int, _ x: Int, _ c: Int) -> Void) {
        for n in 0..<tensor.batch {
            for y in 0..<tensor.shape.height {
                for x in 0..<tensor.shape.width {
                    for c in 0..<tensor.shape.channels { body(n, y, x, c) }
                }
            }
        }
    }
}
