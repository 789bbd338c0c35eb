/// A number of multiply-accumulates as people read it: `0.915 GMACs (1.83 GFLOPs)`.
public struct Cost: Hashable, Sendable, CustomStringConvertible {
    public var macs: Int

    /// - Precondition: `macs` is in `0...Int.max / 2`.
    public init(macs: Int) {
        precondition((0...Int.max / 2).contains(macs), "a cost of \(macs) MACs")
        self.macs = macs
    }

    /// 1 MAC = 2 FLOPs.
    public var flops: Int { 2 * macs }

    /// Both counts under one prefix, the largest that leaves the FLOPs at 1 or more; three decimals, halves up,
    /// trailing zeros dropped.
    public var description: String {
        let (prefix, unit) = Self.prefixes.first { flops >= $0.unit } ?? ("", 1)
        return "\(Self.decimal(macs, in: unit)) \(prefix)MACs (\(Self.decimal(flops, in: unit)) \(prefix)FLOPs)"
    }

    private static let prefixes: [(name: String, unit: Int)] = [
        ("T", 1_000_000_000_000), ("G", 1_000_000_000), ("M", 1_000_000), ("k", 1000),
    ]

    /// `count / unit`, three decimals, halves up, trailing zeros dropped.
    static func decimal(_ count: Int, in unit: Int) -> String {
        guard unit > 1 else { return String(count) }
        let step = unit / 1000
        let thousandths = count / step + (2 * (count % step) >= step && step > 1 ? 1 : 0)
        var digits = String(thousandths % 1000)
        digits = String(repeating: "0", count: 3 - digits.count) + digits
        while digits.last == "0" { digits.removeLast() }
        return digits.isEmpty ? "\(thousandths / 1000)" : "\(thousandths / 1000).\(digits)"
    }
}
