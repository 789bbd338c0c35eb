import Networks

extension NetworkLowering {
    static let resizing: [String: Rule] = [
        "Resize": { lowering, call in [try lowering.resize(call)] }
    ]

    private mutating func resize(_ call: OperatorCall) throws -> Value {
        let image = try image(call)
        let (size, scale) = try target(call, image)
        let interpolation = try interpolation(call)
        let coordinates = try coordinates(call, size)
        guard try call.int("antialias", default: 0) == 0 else { throw call.fault("with antialias") }
        if size == image.shape.size, scale == nil { return .view(image) }
        let operation: Operation =
            if interpolation == .linear, scale == nil,
                coordinates == .halfPixel || (coordinates == .pytorchHalfPixel && size.height > 1 && size.width > 1)
            {
                .resizeBilinear(ResizeBilinear(to: size))
            } else {
                .resample(Resample(to: size, interpolation, coordinates, scale: scale))
            }
        let (tensor, shape) = try emit(call, operation, [image.tensor])
        return .view(FeatureView(nchw: tensor, shape))
    }

    /// The output's size, and the scale where it is not the quotient of the extents.
    private func target(_ call: OperatorCall, _ image: FeatureView) throws -> (Size, Resample.Scale?) {
        var axes = Array(0..<4)
        if let asked = try call.ints("axes") { axes = try asked.map { try call.axis($0, rank: 4) } }
        let input = image.extents
        func placed<Number>(_ values: [Number], default fill: [Number]) throws -> [Number] {
            guard values.count == axes.count else { throw call.fault("\(values.count) sizes or scales") }
            var all = fill
            for (axis, value) in zip(axes, values) { all[axis] = value }
            return all
        }
        if call.has(3), try call.constant(3).count > 0 {
            var sizes = try placed(try call.integers(3), default: input)
            guard sizes.allSatisfy({ (1...Self.extentLimit).contains($0) }) else { throw call.fault("sizes of \(sizes)") }
            let policy = try call.string("keep_aspect_ratio_policy", default: "stretch")
            var scale: Float?
            if policy != "stretch" {
                let quotients = axes.map { Float(sizes[$0]) / Float(input[$0]) }
                scale = policy == "not_larger" ? quotients.min() : quotients.max()
                for axis in axes { sizes[axis] = Int((Float(input[axis]) * (scale ?? 1)).rounded()) }
            }
            guard sizes[0] == 1, sizes[1] == input[1] else { throw call.fault("batch or channels resized") }
            return (
                Size(height: sizes[2], width: sizes[3]), scale.map { Resample.Scale(vertical: $0, horizontal: $0) }
            )
        }
        let scales = try placed(try call.constant(2).floats, default: [1, 1, 1, 1])
        guard scales[0] == 1, scales[1] == 1 else { throw call.fault("batch or channels resized") }
        let extents = zip(input, scales).map { (Float($0) * $1).rounded(.down) }
        guard extents.allSatisfy({ $0 >= 1 && $0 <= Float(Self.extentLimit) }) else {
            throw call.fault("scales of \(scales)")
        }
        let size = Size(height: Int(extents[2]), width: Int(extents[3]))
        let isQuotient =
            Float(size.height) == Float(input[2]) * scales[2] && Float(size.width) == Float(input[3]) * scales[3]
        return (size, isQuotient ? nil : Resample.Scale(vertical: scales[2], horizontal: scales[3]))
    }

    private func interpolation(_ call: OperatorCall) throws -> Resample.Interpolation {
        switch try call.string("mode", default: "nearest") {
        case "nearest":
            switch try call.string("nearest_mode", default: "round_prefer_floor") {
            case "round_prefer_floor": return .nearest(.preferFloor)
            case "round_prefer_ceil": return .nearest(.preferCeil)
            case "floor": return .nearest(.floor)
            case "ceil": return .nearest(.ceil)
            case let other: throw call.fault("nearest_mode \(other)")
            }
        case "linear": return .linear
        case "cubic":
            return .cubic(
                coefficient: try call.float("cubic_coeff_a", default: -0.75),
                excludesOutside: try call.int("exclude_outside", default: 0) != 0)
        case let other: throw call.fault("mode \(other)")
        }
    }

    private func coordinates(_ call: OperatorCall, _ size: Size) throws -> Resample.Coordinates {
        switch try call.string("coordinate_transformation_mode", default: "half_pixel") {
        case "half_pixel": .halfPixel
        case "pytorch_half_pixel": .pytorchHalfPixel
        case "align_corners": .alignCorners
        case "asymmetric": .asymmetric
        case "half_pixel_symmetric": .halfPixelSymmetric
        case let other: throw call.fault("coordinate_transformation_mode \(other)")
        }
    }
}
