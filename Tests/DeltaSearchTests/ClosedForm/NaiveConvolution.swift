import DeltaSearch
import Networks

/// A feature map of channels × height × width, and convolution by its definition.
struct NaiveImage: Equatable {
    var channels: Int
    var height: Int
    var width: Int
    var values: [Double]

    func value(_ c: Int, _ y: Int, _ x: Int) -> Double {
        guard (0..<height).contains(y), (0..<width).contains(x) else { return 0 }
        return values[(c * height + y) * width + x]
    }

    /// The convolution with a kernel of shape Cout × Cin/groups × kh × kw, padded by half the kernel.
    func convolved(
        _ kernel: [Float], shape: [Int], stride: (Int, Int) = (1, 1), groups: Int = 1
    ) -> NaiveImage {
        let (outputs, inputs, kh, kw) = (shape[0], shape[1], shape[2], shape[3])
        precondition(inputs * groups == channels)
        let (outHeight, outWidth) = (
            (height + 2 * (kh / 2) - kh) / stride.0 + 1, (width + 2 * (kw / 2) - kw) / stride.1 + 1
        )
        var result = NaiveImage(channels: outputs, height: outHeight, width: outWidth, values: [])
        for o in 0..<outputs {
            let first = o / (outputs / groups) * inputs
            for y in 0..<outHeight {
                for x in 0..<outWidth {
                    var sum = 0.0
                    for c in 0..<inputs {
                        for i in 0..<kh {
                            for j in 0..<kw {
                                let weight = Double(kernel[((o * inputs + c) * kh + i) * kw + j])
                                sum += weight * value(first + c, y * stride.0 + i - kh / 2, x * stride.1 + j - kw / 2)
                            }
                        }
                    }
                    result.values.append(sum)
                }
            }
        }
        return result
    }

    /// What the student computes from this image, stage after stage as its node would.
    func through(_ student: ClosedFormStudent, stride: Int) -> NaiveImage {
        func stage(_ image: NaiveImage, _ role: String, _ stride: (Int, Int), groups: Int = 1) -> NaiveImage {
            let factor = student.factor(role)
            return image.convolved(factor.values, shape: factor.shape, stride: stride, groups: groups)
        }
        switch student.kind {
        case .zero: preconditionFailure("computes nothing")
        case .teacher, .pointwise: return stage(self, "weight", (stride, stride))
        case .lowRank: return stage(stage(self, "reduce.weight", (stride, stride)), "weight", (1, 1))
        case .separable: return stage(stage(self, "reduce.weight", (stride, 1)), "weight", (1, stride))
        case .depthwise: return stage(self, "weight", (stride, stride), groups: channels)
        case .depthwisePointwise:
            return stage(stage(self, "depthwise.weight", (stride, stride), groups: channels), "weight", (1, 1))
        }
    }

    func distance(_ other: NaiveImage) -> Double {
        zip(values, other.values).map { abs($0 - $1) }.max() ?? .infinity
    }
}
