import Foundation
import StudentSpace

/// Numbers as the page writes them.
enum ReportNumber {
    /// `0.915 GMACs (1.83 GFLOPs)`, breaking nowhere but between the two.
    static func macs(_ macs: Int) -> String {
        Cost(macs: macs).description.replacing(" ", with: "\u{A0}").replacing("\u{A0}(", with: " (")
    }

    /// `47.6 %`, its parts not to be torn apart; a dash where there is no whole.
    static func percent(_ part: Double, of whole: Double) -> String {
        whole > 0 ? String(format: "%.1f\u{A0}%%", 100 * part / whole) : "–"
    }

    /// Four decimals; a dash where there is no number.
    static func fraction(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "–" }

    /// Four significant digits; a dash where there is no number.
    static func short(_ value: Double?) -> String { value.map { String(format: "%.4g", $0) } ?? "–" }

    /// `7.25 ms`.
    static func time(_ nanoseconds: Int) -> String { FrameDuration(nanoseconds: nanoseconds).description }

    /// In universal time, to the second.
    static func date(_ date: Date) -> String {
        date.formatted(.iso8601).replacingOccurrences(of: "T", with: " ").replacingOccurrences(of: "Z", with: " UTC")
    }

    /// For the marks of an axis: no more digits than needed.
    static let tick: @Sendable (Double) -> String = { value in
        value == 0
            ? "0"
            : abs(value) < 1e-3 || abs(value) >= 1e6
                ? String(format: "%.1e", value) : String(format: "%.4g", value)
    }

    /// `1 step`, `5 steps`.
    static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
