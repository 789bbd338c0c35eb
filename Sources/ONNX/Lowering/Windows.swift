import Networks

/// How a window moves over an image: the attributes that convolutions and pools share.
struct Window {
    var kernel: Size
    var stride: Size
    var dilation: Size
    var padding: Padding

    /// - Parameters:
    ///   - kernel: the weight's extent, for operators that have one.
    ///   - input: what the window moves over.
    init(_ call: OperatorCall, kernel weight: Size? = nil, over input: FeatureShape) throws {
        let shape = try call.pair("kernel_shape", 1...Self.limit)
        guard let kernel = weight ?? shape, shape == nil || shape == kernel else {
            throw call.fault("kernel_shape does not fit the weight")
        }
        self.kernel = kernel
        stride = try call.pair("strides", 1...Self.limit) ?? Size(1)
        dilation = try call.pair("dilations", 1...Self.limit) ?? Size(1)
        let sides = try call.ints("pads") ?? [0, 0, 0, 0]
        guard sides.count == 4, sides.allSatisfy({ (0...Self.limit).contains($0) }) else {
            throw call.fault("pads of \(sides)")
        }
        padding = Padding(top: sides[0], left: sides[1], bottom: sides[2], right: sides[3])
        switch try call.string("auto_pad", default: "NOTSET") {
        case "NOTSET", "": break
        case "VALID": padding = Padding(vertical: 0, horizontal: 0)
        case "SAME_UPPER": pad(input, more: .far)
        case "SAME_LOWER": pad(input, more: .near)
        case let other: throw call.fault("auto_pad \(other)")
        }
    }

    static let limit = 1 << 16

    private enum Side { case near, far }

    /// Pads so that the output has an extent of ⌈input / stride⌉; an odd pixel goes to one side.
    private mutating func pad(_ input: FeatureShape, more: Side) {
        func sides(_ extent: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> (near: Int, far: Int) {
            let output = (extent + stride - 1) / stride
            let total = max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - extent)
            return more == .far ? (total / 2, total - total / 2) : (total - total / 2, total / 2)
        }
        let rows = sides(input.height, kernel.height, stride.height, dilation.height)
        let columns = sides(input.width, kernel.width, stride.width, dilation.width)
        padding = Padding(top: rows.near, left: columns.near, bottom: rows.far, right: columns.far)
    }

    /// Pads the far sides as far as `ceil_mode` lets a last window reach beyond them: one that begins within the input
    /// or the near padding counts.
    ///
    /// - Returns: whether anything was added.
    mutating func roundUp(over input: FeatureShape) -> Bool {
        func extra(_ extent: Int, _ near: Int, _ far: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
            let span = (kernel - 1) * dilation + 1
            let free = extent + near + far - span
            guard free >= 0 else { return 0 }
            var output = (free + stride - 1) / stride + 1
            if (output - 1) * stride >= extent + near { output -= 1 }
            return max(0, (output - 1) * stride + span - (extent + near + far))
        }
        let rows = extra(
            input.height, padding.top, padding.bottom, kernel.height, stride.height, dilation.height)
        let columns = extra(input.width, padding.left, padding.right, kernel.width, stride.width, dilation.width)
        padding.bottom += rows
        padding.right += columns
        return rows + columns > 0
    }
}

extension OperatorCall {
    /// Two integers, rows and columns; nil where the attribute is left out.
    func pair(_ name: String, _ allowed: ClosedRange<Int>) throws -> Size? {
        guard let values = try ints(name) else { return nil }
        guard values.count == 2, values.allSatisfy(allowed.contains) else { throw fault("\(name) of \(values)") }
        return Size(height: values[0], width: values[1])
    }
}
