import Foundation
import Networks

extension Budget {
    /// Reads a decimal number and a unit, in any case: `FLOPs` or `MACs`, after `k`, `M`, `G`, `T` or nothing; `s`,
    /// `ms`, `us` or `ns`; or a share of what the teacher takes on a frame: `%` (also `%MACs`, `%FLOPs`) of its MACs,
    /// `%latency` of its time. 1 MAC = 2 FLOPs. Fractions of a MAC or a nanosecond are rounded down.
    ///
    /// - Throws: ``BudgetError`` with the text and, where there is one, a budget that was perhaps meant.
    public init(parsing text: String) throws(BudgetError) {
        var rest = Self.trimmed(text[...])
        guard let number = ExactDecimal(prefixOf: &rest) else { throw .notANumber(text: text) }
        let written = Self.trimmed(rest)
        let digits = String(Self.trimmed(text[..<rest.startIndex]))
        guard let unit = Unit(written) else {
            if let separated = Self.separated(text) { throw separated }
            let suggested = Self.suggestedUnit(for: String(written))
            let hint = number.isNegative || number.significand == 0 ? Self.example : digits + suggested
            throw written.isEmpty
                ? .missingUnit(text: text, suggestion: hint)
                : .unknownUnit(text: text, unit: String(written), suggestion: hint)
        }
        guard !number.isNegative else {
            throw .negative(text: text, suggestion: String(digits.dropFirst()) + written)
        }
        let amount = try Self.amount(number, unit, text: text)
        guard number.significand > 0, amount != .macs(0), amount != .nanoseconds(0) else {
            throw .zero(text: text, suggestion: unit.example)
        }
        self.init(amount: amount, text: String(Self.trimmed(text[...])))
    }

    /// What a text with commas was perhaps meant as: budgets one after the other, else a number with a decimal comma.
    static func separated(_ text: String) -> BudgetError? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { String(trimmed($0)) }
        guard parts.count > 1 else { return nil }
        let budgets = parts.compactMap { try? Budget(parsing: $0) }
        if budgets.count == parts.count { return .several(text: text, budgets.map(\.text)) }
        let pointed = parts.joined(separator: ".")
        guard parts.count == 2, (try? Budget(parsing: pointed)) != nil else { return nil }
        return .decimalComma(text: text, suggestion: pointed)
    }

    private static func amount(_ number: ExactDecimal, _ unit: Unit, text: String) throws(BudgetError) -> Amount {
        switch unit {
        case .percent(let resource):
            guard number.scaledDown(limit: largestPercentage) != nil else {
                throw .tooLarge(text: text, suggestion: resource == .compute ? "100%" : "100%latency")
            }
            return resource == .compute
                ? .shareOfTeacher(Share(percent: number)) : .shareOfTeacherTime(Share(percent: number))
        case .macs(let prefix):
            guard let macs = number.scaledDown(by: prefix, limit: largestMACs) else {
                throw .tooLarge(text: text, suggestion: unit.example)
            }
            return .macs(macs)
        case .flops(let prefix):
            guard let flops = number.scaledDown(by: prefix, limit: largestMACs) else {
                throw .tooLarge(text: text, suggestion: unit.example)
            }
            return .macs(flops / 2)
        case .seconds(let prefix):
            guard let nanoseconds = number.scaledDown(by: prefix + 9, limit: largestNanoseconds) else {
                throw .tooLarge(text: text, suggestion: unit.example)
            }
            return .nanoseconds(nanoseconds)
        }
    }

    /// A share of the teacher beyond this is a slip of the keyboard.
    private static let largestPercentage = 1000

    /// A budget of compute and one of time that anyone can read.
    private static let (example, timeExample) = ("2GFLOPs", "7ms")

    /// The units a budget can have, with the power of ten of their prefix.
    private enum Unit {
        case macs(Int)
        case flops(Int)
        case seconds(Int)
        case percent(BudgetResource)

        /// A budget in such a unit.
        var example: String {
            switch self {
            case .macs, .flops: Budget.example
            case .seconds: Budget.timeExample
            case .percent(.compute): Budget.example
            case .percent(.time): Budget.timeExample
            }
        }

        init?(_ text: Substring) {
            var name = text.lowercased()
            if name.first == "%" {
                switch name.dropFirst().drop(while: \.isWhitespace) {
                case "", "mac", "macs", "flop", "flops": self = .percent(.compute)
                case "latency": self = .percent(.time)
                default: return nil
                }
                return
            }
            if let power = Self.powersOfSeconds[name] {
                self = .seconds(power)
                return
            }
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

        private static let powersOfSeconds = ["s": 0, "ms": -3, "us": -6, "µs": -6, "μs": -6, "ns": -9]
    }

    /// The unit that was perhaps meant: a prefix alone (`2G`) counts operations, and so does everything else.
    private static func suggestedUnit(for unit: String) -> String {
        let name = unit.lowercased()
        // What is short for a part of a second, as `7m` is, where a prefix would be upper-case; of a share, of the time.
        if let fraction = ["m": "ms", "u": "us", "µ": "us", "n": "ns"][unit] { return fraction }
        if name.hasPrefix("%"), ["time", "lat", "ms", "sec"].contains(where: name.contains) { return "%latency" }
        // `sec`, `msec`, `milliseconds`, `microsec`: a time, whatever stands before it.
        if let range = name.range(of: "sec") {
            let prefix = name[..<range.lowerBound]
            return prefix.isEmpty ? "s" : prefix.hasPrefix("mic") || prefix == "u" ? "us" : "ms"
        }
        let units = ["k", "M", "G", "T"].flatMap { ["\($0)FLOPs", "\($0)MACs"] } + ["%", "%latency", "ms"]
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
    /// A comma where a number has its point.
    case decimalComma(text: String, suggestion: String)
    /// Budgets with commas between, where one is read.
    case several(text: String, [String])
    /// Nothing, or less than one MAC or nanosecond.
    case zero(text: String, suggestion: String)
    /// More than ``Budget/largestMACs`` or ``Budget/largestNanoseconds``, or more than ten times the teacher.
    case tooLarge(text: String, suggestion: String)
    /// Two budgets of one kind.
    case repeated(BudgetResource, first: String, second: String)
}
