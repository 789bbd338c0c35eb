internal import COneDNN
import Networks

/// A convolution's extents, and those of its parts: bands of rows, slices of output channels.
struct ConvolutionExtents {
    let operation: Convolution
    let input: FeatureShape
    let output: FeatureShape
    let batch: Int

    /// Elements of the weights of one output channel.
    var weightsPerChannel: Int {
        input.channels / operation.groups * operation.kernel.height * operation.kernel.width
    }

    var weightCount: Int { weightsPerChannel * output.channels }

    var macs: Int { batch * output.positions * weightCount }

    /// Rows from the first to the last that one output row reads.
    private var reach: Int { operation.dilation.height * (operation.kernel.height - 1) + 1 }

    /// All of it.
    var whole: dn_geometry {
        var geometry = dn_geometry(input, output, batch: batch)
        geometry.setWindow(kernel: operation.kernel, stride: operation.stride, padding: operation.padding)
        // The far padding is what the output's extent implies; a convolution may leave part of its input unread.
        geometry.pad_bottom = farPadding(
            output.height, operation.kernel.height, operation.stride.height, operation.dilation.height, input.height,
            operation.padding.top)
        geometry.pad_right = farPadding(
            output.width, operation.kernel.width, operation.stride.width, operation.dilation.width, input.width,
            operation.padding.left)
        geometry.dilation_height = Int32(operation.dilation.height)
        geometry.dilation_width = Int32(operation.dilation.width)
        geometry.groups = Int32(operation.groups)
        return geometry
    }

    /// A convolution on some rows: its geometry and where it finds its input and output.
    struct Part {
        var geometry: dn_geometry
        var input: Range<Int>
        var output: Range<Int>
    }

    /// What computes some rows of the output, and reads the rows of the input that they need.
    ///
    /// - Returns: nil where those rows lie in the padding.
    func part(output band: Band) -> Part? {
        if band.samples.count != 1 || band.rows == 0..<output.height { return all(band.samples) }
        let stride = operation.stride.height
        let first = band.rows.lowerBound * stride - operation.padding.top
        let end = (band.rows.upperBound - 1) * stride - operation.padding.top + reach
        let rows = max(0, first)..<max(0, min(input.height, end))
        guard !rows.isEmpty else { return nil }
        return part(
            Band(sample: band.samples.lowerBound, rows: rows), band, top: rows.lowerBound - first,
            bottom: end - rows.upperBound)
    }

    /// What computes the gradient of some rows of the input from the rows of the output that read them.
    ///
    /// - Returns: nil where there is no such part.
    func part(input band: Band) -> Part? {
        if band.samples.count != 1 || band.rows == 0..<input.height { return all(band.samples) }
        let stride = operation.stride.height
        let top = operation.padding.top
        let lowest = band.rows.lowerBound + top - (reach - 1)
        let first = max(0, (lowest + stride - 1).quotientDown(stride))
        let end = min(output.height, (band.rows.upperBound - 1 + top) / stride + 1)
        guard first < end else { return nil }
        let before = band.rows.lowerBound - (first * stride - top)
        guard before >= 0 else { return nil }
        let after = (end - 1) * stride - top + reach - band.rows.upperBound
        return part(
            band, Band(sample: band.samples.lowerBound, rows: first..<end), top: before, bottom: max(0, after))
    }

    private func all(_ samples: Range<Int>) -> Part {
        var geometry = whole
        geometry.batch = Int32(samples.count)
        let shareOfInput = input.count
        let shareOfOutput = output.count
        return Part(
            geometry: geometry, input: samples.lowerBound * shareOfInput..<samples.upperBound * shareOfInput,
            output: samples.lowerBound * shareOfOutput..<samples.upperBound * shareOfOutput)
    }

    private func part(_ source: Band, _ target: Band, top: Int, bottom: Int) -> Part {
        var geometry = whole
        geometry.batch = 1
        geometry.in_height = Int32(source.rows.count)
        geometry.out_height = Int32(target.rows.count)
        geometry.pad_top = Int32(top)
        geometry.pad_bottom = Int32(bottom)
        return Part(geometry: geometry, input: source.elements(input), output: target.elements(output))
    }

    /// Slices of output channels, multiples of 16 wide; one of all where they are too few or grouped.
    func channelSlices(_ count: Int) -> [Range<Int>] {
        let blocks = output.channels / 16
        let slices = min(count, blocks / 2)
        guard operation.groups == 1, output.channels % 16 == 0, slices > 1 else { return [0..<output.channels] }
        return (0..<slices).map { 16 * (blocks * $0 / slices)..<16 * (blocks * ($0 + 1) / slices) }
    }

    /// Whether weights outweigh the output: such work is split by channels rather than by rows.
    var isWeightBound: Bool { weightCount > batch * output.count }

    /// How many pieces so much work is worth, at most `limit`.
    func pieces(_ limit: Int) -> Int { max(1, min(limit, macs / Self.smallestPiece)) }

    /// MACs of a piece that still outweigh what handing it to a thread costs.
    private static let smallestPiece = 1_000_000
}

extension Int {
    /// Division that rounds down.
    func quotientDown(_ divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
