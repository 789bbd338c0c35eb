import Training

extension Normalization {
    /// What the network's channels are: `RGB` or `BGR`.
    var channels: String { isBGR ? "BGR" : "RGB" }

    /// How it is computed: `(rgb / 255 - mean) / deviation`.
    var formula: String {
        "(\(channels.lowercased())\(range == 255 ? "" : " / 255") - mean) / deviation"
    }
}
