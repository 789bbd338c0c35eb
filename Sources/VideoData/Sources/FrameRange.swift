/// Frames from `first` to `last`, both included, counted from 0: `A..B`, `A..` or `..B`; with `/K` behind it every `K`-th
/// of them, the first included.
public struct FrameRange: Hashable, Sendable, Codable, CustomStringConvertible {
    public var first: Int

    /// nil: to the end.
    public var last: Int?

    /// A frame of so many is taken.
    public var stride: Int

    /// Frames of which one is taken, at most.
    public static let largestStride = 1_000_000

    public init(first: Int = 0, last: Int? = nil, stride: Int = 1) {
        precondition(first >= 0 && last.map { $0 >= first } ?? true, "frames \(first)..\(last ?? first)")
        precondition((1...Self.largestStride).contains(stride), "every \(stride)-th frame")
        self.stride = stride
        self.first = first
        self.last = last
    }

    /// Reads `A..B`, `A..` or `..B`, and `/K` behind it.
    ///
    /// - Throws: `FrameSourceError.malformedRange`, `.emptyRange`.
    public init(parsing whole: String) throws(FrameSourceError) {
        let parts = whole.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let stride = parts.count == 1 ? 1 : Self.number(parts[1]) ?? 0
        guard (1...Self.largestStride).contains(stride) else { throw .malformedRange(text: whole) }
        let text = String(parts[0])
        guard let dots = text.firstRange(of: "..") else { throw .malformedRange(text: whole) }
        let low = text[..<dots.lowerBound]
        let high = text[dots.upperBound...]
        guard !(low.isEmpty && high.isEmpty), let first = low.isEmpty ? 0 : Self.number(low) else {
            throw .malformedRange(text: whole)
        }
        var last: Int?
        if !high.isEmpty {
            guard let number = Self.number(high) else { throw .malformedRange(text: whole) }
            guard number >= first else { throw .emptyRange(text: whole) }
            last = number
        }
        self.init(first: first, last: last, stride: stride)
    }

    private static func number(_ digits: Substring) -> Int? {
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits), number < Int.max else {
            return nil
        }
        return number
    }

    public var description: String {
        "\(first)..\(last.map(String.init) ?? "")" + (stride == 1 ? "" : "/\(stride)")
    }
}
