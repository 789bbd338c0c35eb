import Networks

extension ReferenceInterpreter {
    /// The mean over a window, zeros of the padding counted or left out.
    func averagePool(_ operation: AveragePool, _ x: ReferenceTensor, into blank: ReferenceTensor) -> ReferenceTensor {
        var y = blank
        for n in 0..<y.batch {
            for py in 0..<y.shape.height {
                for px in 0..<y.shape.width {
                    for c in 0..<y.shape.channels {
                        var sum = 0.0
                        var count = 0
                        for i in 0..<operation.kernel.height {
                            for j in 0..<operation.kernel.width {
                                let iy = py * operation.stride.height + i - operation.padding.top
                                let ix = px * operation.stride.width + j - operation.padding.left
                                guard (0..<x.shape.height).contains(iy), (0..<x.shape.width).contains(ix) else {
                                    continue
                                }
                                sum += x.values[x.index(n, iy, ix, c)]
                                count += 1
                            }
                        }
                        let divisor = operation.countsPadding ? operation.kernel.area : count
                        y.values[y.index(n, py, px, c)] = sum / Double(divisor)
                    }
                }
            }
        }
        return y
    }

    /// The mean over all positions.
    func globalAveragePool(_ x: ReferenceTensor, into blank: ReferenceTensor) -> ReferenceTensor {
        let whole = AveragePool(
            kernel: x.shape.size, stride: Size(1), padding: Padding(vertical: 0, horizontal: 0))
        return averagePool(whole, x, into: blank)
    }

    /// Half-pixel centres: output pixel `p` samples the input at `max(0, (p + ½) · in/out − ½)`.
    func resizeBilinear(_ x: ReferenceTensor, into blank: ReferenceTensor) -> ReferenceTensor {
        var y = blank
        for n in 0..<y.batch {
            for py in 0..<y.shape.height {
                let (top, bottom, down) = Self.neighbours(py, from: x.shape.height, to: y.shape.height)
                for px in 0..<y.shape.width {
                    let (left, right, across) = Self.neighbours(px, from: x.shape.width, to: y.shape.width)
                    for c in 0..<y.shape.channels {
                        let above =
                            (1 - across) * x.values[x.index(n, top, left, c)]
                            + across * x.values[x.index(n, top, right, c)]
                        let below =
                            (1 - across) * x.values[x.index(n, bottom, left, c)]
                            + across * x.values[x.index(n, bottom, right, c)]
                        y.values[y.index(n, py, px, c)] = (1 - down) * above + down * below
                    }
                }
            }
        }
        return y
    }

    /// The two input pixels around an output pixel, and the weight of the second.
    private static func neighbours(_ p: Int, from input: Int, to output: Int) -> (Int, Int, Double) {
        let position = max(0, (Double(p) + 0.5) * Double(input) / Double(output) - 0.5)
        let first = min(Int(position), input - 1)
        return (first, min(first + 1, input - 1), position - Double(first))
    }

    /// Inputs side by side along the channels.
    func concat(_ inputs: [ReferenceTensor], into blank: ReferenceTensor) -> ReferenceTensor {
        var y = blank
        var offset = 0
        for x in inputs {
            for n in 0..<x.batch {
                for py in 0..<x.shape.height {
                    for px in 0..<x.shape.width {
                        for c in 0..<x.shape.channels {
                            y.values[y.index(n, py, px, offset + c)] = x.values[x.index(n, py, px, c)]
                        }
                    }
                }
            }
            offset += x.shape.channels
        }
        return y
    }
}
