/// Frames from `first` to `last`, both included, counted from 0: `A..B`, `A..` or `..B`.
public struct FrameRange: Hashable, Sendable, Codable, CustomStringConvertible {
    public var first: Int

    /// nil: to the end.
    public var last: Int?

    public init(first: Int = 0, last: Int? = nil) {
        precondition(first >= 0 && last.map { $0 >= first } ?? true, "frames \(first)..\(last ?? first)")
        self.first = first
        self.last = last
    }

    /// Reads `A..B`, `A..` or `..B`.
    ///
    /// - Throws: `FrameSourceError.malformedRange`, `.emptyRange`.
    public init(parsing text: String) throws(FrameSourceError) {
        guard let dots = text.firstRange(of: "..") else { throw .malformedRange(text: text) }
        let low = text[..<dots.lowerBound]
        let high = text[dots.upperBound...]
        guard !(low.isEmpty && high.isEmpty), let first = low.isEmpty ? 0 : Self.number(low) else {
            throw .malformedRange(text: text)
        }
        var last: Int?
        if !high.isEmpty {
            guard let number = Self.number(high) else { throw .malformedRange(text: text) }
            guard number >= first else { throw .emptyRange(text: text) }
            last = number
        }
        self.init(first: first, last: last)
    }

    private static func number(_ digits: Substring) -> Int? {
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits), number < Int.max else {
            return nil
        }
        return number
    }

    public var description: String { "\(first)..\(last.map(String.init) ?? "")" }
}
