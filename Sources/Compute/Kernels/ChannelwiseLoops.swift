internal import CElementwise

/// Loops over NHWC tensors with one coefficient per channel.
enum ChannelwiseLoops {
    /// `y = x · scale[c] + shift[c]`.
    static func affine(
        _ x: UnsafeMutablePointer<Float>, _ scale: [Float], _ shift: [Float], into y: UnsafeMutablePointer<Float>,
        _ elements: Range<Int>, channels: Int
    ) {
        ce_affine(
            x + elements.lowerBound, scale, shift, y + elements.lowerBound, elements.count / channels, channels)
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
