/// Loops over NHWC tensors with one coefficient per channel.
enum ChannelwiseLoops {
    /// `y = x · scale[c] + shift[c]`.
    static func affine(
        _ x: UnsafeMutablePointer<Float>, _ scale: [Float], _ shift: [Float], into y: UnsafeMutablePointer<Float>,
        count: Int, channels: Int
    ) {
        scale.withUnsafeBufferPointer { scale in
            shift.withUnsafeBufferPointer { shift in
                for start in stride(from: 0, to: count, by: channels) {
                    for c in 0..<channels { y[start + c] = x[start + c] * scale[c] + shift[c] }
                }
            }
        }
    }

    /// `sink (+)= dy · scale[c]`.
    static func scale(_ dy: UnsafeMutablePointer<Float>, _ scale: [Float], into sink: GradientSink, channels: Int) {
        let dx = sink.base
        scale.withUnsafeBufferPointer { scale in
            for start in stride(from: 0, to: sink.count, by: channels) {
                if sink.accumulates {
                    for c in 0..<channels { dx[start + c] += dy[start + c] * scale[c] }
                } else {
                    for c in 0..<channels { dx[start + c] = dy[start + c] * scale[c] }
                }
            }
        }
    }

}

/// Per channel: `Σ ∂y · x` and `Σ ∂y`, summed in double precision.
struct ChannelGradientSums {
    private(set) var product: [Double]
    private(set) var gradient: [Double]

    init(channels: Int) {
        product = [Double](repeating: 0, count: channels)
        gradient = product
    }

    mutating func sum(_ x: UnsafeMutablePointer<Float>, _ dy: UnsafeMutablePointer<Float>, count: Int) {
        let channels = product.count
        product.withUnsafeMutableBufferPointer { product in
            gradient.withUnsafeMutableBufferPointer { gradient in
                product.update(repeating: 0)
                gradient.update(repeating: 0)
                for start in stride(from: 0, to: count, by: channels) {
                    for c in 0..<channels {
                        let g = Double(dy[start + c])
                        product[c] += g * Double(x[start + c])
                        gradient[c] += g
                    }
                }
            }
        }
    }
}
