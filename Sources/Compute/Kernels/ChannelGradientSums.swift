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
