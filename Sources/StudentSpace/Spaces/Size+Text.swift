public import Networks

extension Size {
    /// Reads `HEIGHTxWIDTH`, each in `1...65536`: `256x512`. Nil where the text is something else.
    public init?(text: String) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let height = Int(parts[0]), let width = Int(parts[1]),
            text == "\(height)x\(width)", (1...65536).contains(height), (1...65536).contains(width)
        else { return nil }
        self.init(height: height, width: width)
    }
}
