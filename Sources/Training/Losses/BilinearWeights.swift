/// Where the output pixels of a half-pixel-centre bilinear resize sample an axis.
struct BilinearWeights {
    /// The lower neighbour of each output pixel, the upper one, and the upper one's weight.
    let lower: [Int]
    let upper: [Int]
    let fraction: [Float]

    init(from input: Int, to output: Int) {
        let scale = Double(input) / Double(output)
        var lower: [Int] = []
        var upper: [Int] = []
        var fraction: [Float] = []
        for p in 0..<output {
            let position = max(0, (Double(p) + 0.5) * scale - 0.5)
            let low = min(Int(position), input - 1)
            lower.append(low)
            upper.append(min(low + 1, input - 1))
            fraction.append(Float(position - Double(low)))
        }
        self.lower = lower
        self.upper = upper
        self.fraction = fraction
    }
}
