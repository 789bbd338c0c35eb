import Networks

extension NetworkLowering {
    static let padding: [String: Rule] = [
        "Pad": { lowering, call in [try lowering.pad(call)] }
    ]

    /// Rows and columns are padded or, by negative numbers, cropped; channels are joined with a constant.
    private mutating func pad(_ call: OperatorCall) throws -> Value {
        var image = try image(call)
        let sides = try sides(call)
        let limit = Self.extentLimit
        guard sides.near.allSatisfy({ (-limit...limit).contains($0) }),
            sides.far.allSatisfy({ (-limit...limit).contains($0) }), sides.near[0] == 0, sides.far[0] == 0
        else { throw call.fault("pads of \(sides.near) and \(sides.far)") }
        let mode = try call.string("mode", default: "constant")
        let value = try call.float("value") ?? (call.has(2) ? call.constant(2).scalar.map(Float.init) ?? 0 : 0)
        image = try cropped(call, image, near: sides.near, far: sides.far)
        let padding = Padding(
            top: max(0, sides.near[2]), left: max(0, sides.near[3]), bottom: max(0, sides.far[2]),
            right: max(0, sides.far[3]))
        if padding != Padding(vertical: 0, horizontal: 0) {
            let fill: Pad.Mode =
                switch mode {
                case "constant": .constant(value)
                case "reflect": .reflect
                case "edge": .edge
                default: throw call.fault("mode \(mode)")
                }
            let (tensor, shape) = try emit(call, .pad(Pad(padding, fill)), [image.tensor])
            image = FeatureView(nchw: tensor, shape)
        }
        return .view(try padChannels(call, image, near: sides.near[1], far: sides.far[1], mode, value))
    }

    /// Pads before and behind each of the four axes.
    private func sides(_ call: OperatorCall) throws -> (near: [Int], far: [Int]) {
        guard let pads = try call.integers(attribute: "pads", orInput: 1) else { throw call.fault("no pads") }
        var axes = Array(0..<4)
        if call.has(3) { axes = try call.integers(3).map { try call.axis($0, rank: 4) } }
        guard pads.count == 2 * axes.count else { throw call.fault("\(pads.count) pads") }
        var (near, far) = ([0, 0, 0, 0], [0, 0, 0, 0])
        for (index, axis) in axes.enumerated() {
            near[axis] = pads[index]
            far[axis] = pads[axes.count + index]
        }
        return (near, far)
    }

    private mutating func cropped(
        _ call: OperatorCall, _ image: FeatureView, near: [Int], far: [Int]
    ) throws -> FeatureView {
        guard near[2] < 0 || near[3] < 0 || far[2] < 0 || far[3] < 0 else { return image }
        func slice(_ extent: Int, _ near: Int, _ far: Int) -> Crop.Slice {
            let (before, behind) = (max(0, -near), max(0, -far))
            return Crop.Slice(begin: before, count: max(0, extent - before - behind))
        }
        let operation = Crop(
            rows: slice(image.shape.height, near[2], far[2]), columns: slice(image.shape.width, near[3], far[3]))
        let (tensor, shape) = try emit(call, role: "crop", .crop(operation), [image.tensor])
        return FeatureView(nchw: tensor, shape)
    }

    private mutating func padChannels(
        _ call: OperatorCall, _ image: FeatureView, near: Int, far: Int, _ mode: String, _ value: Float
    ) throws -> FeatureView {
        guard near != 0 || far != 0 else { return image }
        let channels = image.shape.channels
        guard mode == "constant" else { throw call.fault("channels padded by \(mode)") }
        var image = image
        if near < 0 || far < 0 {
            let count = channels + min(0, near) + min(0, far)
            guard count > 0 else { throw call.fault("no channel is left") }
            image = try picked(call, image, dimension: 1, Array(max(0, -near)..<max(0, -near) + count))
        }
        var parts = [image.tensor]
        for (count, isNear) in [(near, true), (far, false)] where count > 0 {
            let shape = FeatureShape(height: image.shape.height, width: image.shape.width, channels: count)
            let values = [Float](repeating: value, count: try folder.reserve([shape.height, shape.width, count], call))
            let (tensor, _) = try constant(call, role: "fill", shape, values)
            parts.insert(tensor, at: isNear ? 0 : parts.count)
        }
        guard parts.count > 1 else { return image }
        let (tensor, shape) = try emit(call, role: "channels", .concat(Concat()), parts)
        return FeatureView(nchw: tensor, shape)
    }
}
