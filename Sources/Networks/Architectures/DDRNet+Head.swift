extension DDRNet {
    /// The deep aggregation pyramid pooling module: `y₀ = s₀(x)`, `yᵢ = Pᵢ(resize(sᵢ(x)) + yᵢ₋₁)`, `s₁…s₃` on windows
    /// of 5, 9 and 17, `s₄` on the global mean; output `compression(concat y) + shortcut(x)`, `4w` channels.
    func pyramidPooling(_ b: inout NetworkBuilder, _ name: String, _ x: String) throws -> String {
        let (middle, size) = (Self.poolingWidth, b.shape(of: x).size)
        var levels = [try unit(&b, "\(name).scale0", first: 0, x, middle, kernel: 1)]
        for level in 1...4 {
            let scale = "\(name).scale\(level)"
            let pooled =
                if level < 4 {
                    try b.averagePool("\(scale).0", x, kernel: 1 << (level + 1) + 1, stride: 1 << level)
                } else {
                    try b.globalAveragePool("\(scale).0", x)
                }
            let reduced = try unit(&b, scale, first: 1, pooled, middle, kernel: 1)
            let resized = try b.resize("\(scale).resize", reduced, to: size)
            let sum = try b.add("\(scale).add", resized, levels[level - 1])
            levels.append(try unit(&b, "\(name).process\(level)", first: 0, sum, middle, kernel: 3))
        }
        let all = try b.concat("\(name).concat", levels)
        let compressed = try unit(&b, "\(name).compression", first: 0, all, 4 * width, kernel: 1)
        return try b.add(
            "\(name).add", compressed, unit(&b, "\(name).shortcut", first: 0, x, 4 * width, kernel: 1))
    }

    /// bn, relu, convolution, numbered from `first` as in the module's `Sequential`.
    private func unit(
        _ b: inout NetworkBuilder, _ name: String, first: Int, _ input: String, _ channels: Int, kernel: Int
    ) throws -> String {
        let x = try b.relu("\(name).\(first + 1)", b.batchNorm("\(name).\(first)", input))
        return try b.convolution("\(name).\(first + 2)", x, channels, kernel: kernel)
    }

    /// bn relu 3×3, bn relu 1×1 to the classes, with a bias.
    func head(_ b: inout NetworkBuilder, _ name: String, _ input: String, classes: Int) throws -> String {
        var x = try b.relu("\(name).relu", b.batchNorm("\(name).bn1", input))
        x = try b.convolution("\(name).conv1", x, headWidth, kernel: 3)
        x = try b.relu("\(name).relu_1", b.batchNorm("\(name).bn2", x))
        return try b.convolution("\(name).conv2", x, classes, kernel: 1, hasBias: true)
    }
}
