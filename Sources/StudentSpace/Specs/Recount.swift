import Networks

/// A second opinion on what a candidate costs, from geometry alone.
///
/// Shares nothing with the candidates' own formulas or the graph's counting: a candidate is written down as the
/// convolutions that it runs, each output of which is counted with the inputs it sums over.
enum Recount {
    /// One convolution: what it reads, and how its windows move.
    private struct Pass {
        var height: Axis
        var width: Axis
        /// Inputs an output sums over, a tap.
        var fanIn: Int
        var outputs: Int
    }

    /// One axis of a convolution.
    private struct Axis {
        var extent: Int
        var before = 0
        var after = 0
        var taps = 1
        var spread = 1
        var step = 1

        /// Windows that fit: the last one's last tap lies on the last padded pixel or before it.
        var windows: Int {
            let lastStart = extent + before + after - 1 - spread * (taps - 1)
            return lastStart < 0 ? 0 : lastStart / step + 1
        }

        /// The same axis without a kernel.
        var untouched: Axis { Axis(extent: extent) }

        /// A single tap on every window's place in the output.
        var single: Axis { Axis(extent: windows) }
    }

    /// MACs of a candidate where the teacher has this convolution; nil where they do not fit an `Int`.
    static func macs(of candidate: Candidate, at geometry: ConvolutionGeometry) -> Int? {
        sum(passes(of: candidate, at: geometry).map(macs))
    }

    /// The sum of counts, nil where one is nil or the sum does not fit.
    static func sum(_ counts: [Int?]) -> Int? {
        var total = 0
        for count in counts {
            guard let count else { return nil }
            let (sum, overflows) = total.addingReportingOverflow(count)
            if overflows { return nil }
            total = sum
        }
        return total
    }

    /// Whether a candidate can stand at a convolution at all.
    static func isPossible(_ candidate: Candidate, at geometry: ConvolutionGeometry) -> Bool {
        let taps = geometry.kernel.height * geometry.kernel.width
        switch candidate {
        case .teacher, .zero: return true
        case .lowRank where geometry.groups > 1, .separable where geometry.groups > 1,
            .depthwisePointwise where geometry.groups > 1:
            return false
        case .lowRank(let rank): return rank < min(geometry.outputChannels, geometry.inputChannels * taps)
        case .separable(let rank):
            return rank
                < min(
                    geometry.inputChannels * geometry.kernel.height, geometry.outputChannels * geometry.kernel.width)
        case .depthwise: return geometry.inputChannels == geometry.outputChannels
        case .depthwisePointwise: return true
        case .pointwise:
            let (height, width) = axes(geometry)
            return [height, width].allSatisfy {
                $0.taps % 2 == 1 && $0.before == $0.after && 2 * $0.before == $0.spread * ($0.taps - 1)
            }
        }
    }

    private static func axes(_ geometry: ConvolutionGeometry) -> (height: Axis, width: Axis) {
        (
            Axis(
                extent: geometry.inputSize.height, before: geometry.padding.top, after: geometry.padding.bottom,
                taps: geometry.kernel.height, spread: geometry.dilation.height, step: geometry.stride.height),
            Axis(
                extent: geometry.inputSize.width, before: geometry.padding.left, after: geometry.padding.right,
                taps: geometry.kernel.width, spread: geometry.dilation.width, step: geometry.stride.width)
        )
    }

    private static func passes(of candidate: Candidate, at geometry: ConvolutionGeometry) -> [Pass] {
        let (height, width) = axes(geometry)
        let (inputs, outputs) = (geometry.inputChannels, geometry.outputChannels)
        switch candidate {
        case .zero: return []
        case .teacher:
            return [Pass(height: height, width: width, fanIn: inputs / geometry.groups, outputs: outputs)]
        case .lowRank(let rank):
            return [
                Pass(height: height, width: width, fanIn: inputs, outputs: rank),
                Pass(height: height.single, width: width.single, fanIn: rank, outputs: outputs),
            ]
        case .separable(let rank):
            return [
                Pass(height: height, width: width.untouched, fanIn: inputs, outputs: rank),
                Pass(height: height.single, width: width, fanIn: rank, outputs: outputs),
            ]
        case .pointwise:
            return [
                Pass(height: height.single, width: width.single, fanIn: inputs / geometry.groups, outputs: outputs)
            ]
        case .depthwise: return [Pass(height: height, width: width, fanIn: 1, outputs: outputs)]
        case .depthwisePointwise:
            return [
                Pass(height: height, width: width, fanIn: 1, outputs: inputs),
                Pass(height: height.single, width: width.single, fanIn: inputs, outputs: outputs),
            ]
        }
    }

    private static func macs(of pass: Pass) -> Int? {
        var product = 1
        let factors = [
            pass.height.windows, pass.width.windows, pass.outputs, pass.fanIn, pass.height.taps, pass.width.taps,
        ]
        for factor in factors {
            let (next, overflows) = product.multipliedReportingOverflow(by: factor)
            if overflows { return nil }
            product = next
        }
        return product
    }
}
