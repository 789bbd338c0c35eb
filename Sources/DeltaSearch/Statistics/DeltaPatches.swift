import Compute
import Networks
import StudentSpace

/// Gathers the patches that a convolution sees of `x_t − x_0` and sums their second moment.
struct DeltaPatches {
    let site: Site
    /// At most this many positions of a frame are taken, picked by a hash of position and frame.
    let limit: Int

    /// Positions gathered at once.
    private static let tile = 512

    /// Adds one delta frame.
    ///
    /// - Parameters:
    ///   - key: the site's input on the key frame.
    ///   - now: the same on the delta frame.
    ///   - frame: its number, which the choice of positions depends on.
    func accumulate(key: TensorBuffer, now: TensorBuffer, frame: Int, into statistics: SiteStatistics) {
        let (size, channels) = (statistics.patchSize, site.input.channels / site.convolution.groups)
        let positions = selectedPositions(frame)
        let rows = FloatBuffer(count: min(Self.tile, positions.count) * size)
        rows.withUnsafeMutableBufferPointer { rows in
            key.withUnsafeBufferPointer { key in
                now.withUnsafeBufferPointer { now in
                    for start in stride(from: 0, to: positions.count, by: Self.tile) {
                        let tile = positions[start..<min(start + Self.tile, positions.count)]
                        for (group, sums) in statistics.patchSums.enumerated() {
                            let range = group * channels..<(group + 1) * channels
                            for (row, position) in tile.enumerated() {
                                gather(
                                    position, range, key.baseAddress!, now.baseAddress!, rows.baseAddress! + row * size)
                            }
                            sums.add(rows.baseAddress!, rows: tile.count)
                        }
                    }
                }
            }
        }
        statistics.patches += positions.count
    }

    /// All positions, or about `limit` of them.
    func selectedPositions(_ frame: Int) -> [Int] {
        let total = site.output.positions
        guard total > limit else { return Array(0..<total) }
        let threshold = UInt64(Double(limit) / Double(total) * 0x1p32)
        return (0..<total).filter { position in
            var z = UInt64(truncatingIfNeeded: position) &+ UInt64(truncatingIfNeeded: frame) &* 0x9E37_79B9_7F4A_7C15
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return (z ^ (z >> 31)) >> 32 < threshold
        }
    }

    /// One patch of `now − key` over some channels, taps in the order (i, j), channels innermost; zeros where the kernel
    /// hangs over the border.
    private func gather(
        _ position: Int, _ range: Range<Int>, _ key: UnsafePointer<Float>, _ now: UnsafePointer<Float>,
        _ row: UnsafeMutablePointer<Float>
    ) {
        let convolution = site.convolution
        let (channels, depth) = (range.count, site.input.channels)
        let top = position / site.output.width * convolution.stride.height - convolution.padding.top
        let left = position % site.output.width * convolution.stride.width - convolution.padding.left
        var target = row
        for i in 0..<convolution.kernel.height {
            let y = top + i * convolution.dilation.height
            for j in 0..<convolution.kernel.width {
                let x = left + j * convolution.dilation.width
                if y >= 0, y < site.input.height, x >= 0, x < site.input.width {
                    let source = (y * site.input.width + x) * depth + range.lowerBound
                    for c in 0..<channels { target[c] = now[source + c] - key[source + c] }
                } else {
                    target.update(repeating: 0, count: channels)
                }
                target += channels
            }
        }
    }
}
