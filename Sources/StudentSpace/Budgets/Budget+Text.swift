import Networks

extension Budget {
    /// Reads a decimal number and a unit: `FLOPs` or `MACs`, after `k`, `M`, `G`, `T` or nothing, in any case; or `%`,
    /// of what the teacher spends in the scope. 1 MAC = 2 FLOPs. Fractions of a MAC are rounded down.
    ///
    /// - Throws: ``BudgetError`` with the text and, where there is one, a budget that was perhaps meant.
    public init(parsing text: String) throws(BudgetError) {
        var rest = Self.trimmed(text[...])
        guard let number = ExactDecimal(prefixOf: &rest) else { throw .notANumber(text: text) }
        let written = Self.trimmed(rest)
        let digits = String(Self.trimmed(text[..<rest.startIndex]))
        guard let unit = Unit(written) else {
            let suggested = Self.suggestedUnit(for: String(written))
            let hint = number.isNegative || number.significand == 0 ? "2GFLOPs" : digits + suggested
            throw written.isEmpty
                ? .missingUnit(text: text, suggestion: hint)
                : .unknownUnit(text: text, unit: String(written), suggestion: hint)
        }
        guard !number.isNegative else {
            throw .negative(text: text, suggestion: String(digits.dropFirst()) + written)
        }
        let amount: Amount
        switch unit {
        case .percent:
            guard number.scaledDown(limit: Self.largestPercentage) != nil else {
                throw .tooLarge(text: text, suggestion: "100%")
            }
            amount = .shareOfTeacher(Share(percent: number))
        case .macs(let prefix):
            guard let macs = number.scaledDown(by: prefix, limit: Self.largestMACs) else {
                throw .tooLarge(text: text, suggestion: "2GFLOPs")
            }
            amount = .macs(macs)
        case .flops(let prefix):
            guard let flops = number.scaledDown(by: prefix, limit: Self.largestMACs) else {
                throw .tooLarge(text: text, suggestion: "2GFLOPs")
            }
            amount = .macs(flops / 2)
        }
        guard number.significand > 0, amount != .macs(0) else { throw .zero(text: text, suggestion: "2GFLOPs") }
        self.init(amount: amount, text: String(Self.trimmed(text[...])))
    }

    /// A share of the teacher beyond this is a slip of the keyboard.
    private static let largestPercentage = 1000

    /// The units a budget can have, with the power of ten of their prefix.
    private enum Unit {
        case macs(Int)
        case flops(Int)
        case percent

        init?(_ text: Substring) {
            if text == "%" {
                self = .percent
                return
            }
            var name = text.lowercased()
            let prefixes: [Character: Int] = ["k": 3, "m": 6, "g": 9, "t": 12]
            var power = 0
            // `macs` alone begins with the letter of a prefix.
            if !["mac", "macs"].contains(name), let first = name.first, let found = prefixes[first] {
                power = found
                name.removeFirst()
            }
            switch name {
            case "mac", "macs": self = .macs(power)
            case "flop", "flops": self = .flops(power)
            default: return nil
            }
        }
    }

    /// The unit that was perhaps meant: a prefix alone (`2G`) counts operations, and so does everything else.
    private static func suggestedUnit(for unit: String) -> String {
        let units = ["k", "M", "G", "T"].flatMap { ["\($0)FLOPs", "\($0)MACs"] } + ["%"]
        if let prefix = units.first(where: { unit.count == 1 && $0.hasPrefix(unit.uppercased()) }) { return prefix }
        return Spelling.closest(to: unit, in: units) ?? "GFLOPs"
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}

/// A text that is no budget. Suggestions are budgets that parse.
public enum BudgetError: Error, Hashable, Sendable {
    case notANumber(text: String)
    /// A bare number: operations or multiply-accumulates differ by two, and prefixes by thousands.
    case missingUnit(text: String, suggestion: String)
    case unknownUnit(text: String, unit: String, suggestion: String)
    case negative(text: String, suggestion: String)
    /// Nothing, or less than one MAC.
    case zero(text: String, suggestion: String)
    /// More than ``Budget/largestMACs``, or more than ten times the teacher.
    case tooLarge(text: String, suggestion: String)
}
