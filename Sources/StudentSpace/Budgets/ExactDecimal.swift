/// A decimal number as it was written: `significand · 10^exponent`, no binary fraction in between.
///
/// Digits after the eighteenth significant one are dropped, so that 18 of them fit an `Int`.
struct ExactDecimal: Hashable, Sendable {
    /// Not negative, no trailing zeros unless it is zero.
    let significand: Int
    let exponent: Int
    let isNegative: Bool

    /// Reads `[+-]digits[.digits][e[+-]digits]` from the start of a text and leaves the rest.
    ///
    /// Nil where the text does not begin with a number. An `e` without digits after it belongs to the rest.
    init?(prefixOf text: inout Substring) {
        var rest = text
        isNegative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }

        let whole = Self.takeDigits(&rest)
        var fraction: Substring = ""
        if rest.first == "." {
            var after = rest.dropFirst()
            fraction = Self.takeDigits(&after)
            if !fraction.isEmpty { rest = after }
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }

        var power = 0
        if let mark = rest.first, mark == "e" || mark == "E" {
            var after = rest.dropFirst()
            let isDownwards = after.first == "-"
            if after.first == "-" || after.first == "+" { after.removeFirst() }
            let digits = Self.takeDigits(&after)
            if !digits.isEmpty {
                power = min(Int(digits) ?? Self.largestPower, Self.largestPower) * (isDownwards ? -1 : 1)
                rest = after
            }
        }

        var digits = (whole + fraction).drop { $0 == "0" }
        var scale = power - fraction.count
        let excess = max(0, digits.count - 18)
        digits = digits.dropLast(excess)
        scale += excess
        while digits.last == "0" {
            digits.removeLast()
            scale += 1
        }
        significand = Int(digits) ?? 0
        exponent = significand == 0 ? 0 : scale
        text = rest
    }

    /// `⌊significand · 10^(exponent + shift) · factor⌋` without the sign, or nil above `limit`.
    ///
    /// - Precondition: `factor` and `limit` are not negative.
    func scaledDown(by shift: Int = 0, times factor: Int = 1, limit: Int) -> Int? {
        precondition(factor >= 0 && limit >= 0, "a scale of \(factor) up to \(limit)")
        var (high, low) = significand.multipliedFullWidth(by: factor)
        var power = exponent + shift
        while power < 0, high != 0 || low != 0 {
            // Two-word division by ten: the high word's remainder goes in front of the low word.
            let (quotient, remainder) = UInt(high).quotientAndRemainder(dividingBy: 10)
            high = Int(quotient)
            low = UInt(10).dividingFullWidth((remainder, low)).quotient
            power += 1
        }
        guard high == 0, low <= UInt(limit) else { return nil }
        var value = Int(low)
        while power > 0, value != 0 {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            guard !overflows, product <= limit else { return nil }
            value = product
            power -= 1
        }
        return value
    }

    /// An exponent beyond every number this tool can hold, small enough to add to.
    private static let largestPower = 1_000_000

    private static func takeDigits(_ text: inout Substring) -> Substring {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        text = text[digits.endIndex...]
        return digits
    }
}
