import Foundation
import StudentSpace

/// Numbers as people read them.
enum Quantity {
    /// `0.915 GMACs (1.83 GFLOPs)`.
    static func macs(_ macs: Int) -> String { Cost(macs: macs).description }

    /// Four decimals, a dash where there is no number.
    static func fraction(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "-" }

    /// `12.34 ms`.
    static func milliseconds(_ value: Double) -> String { String(format: "%.2f ms", value) }

    /// Six significant digits.
    static func number(_ value: Double) -> String { String(format: "%.6g", value) }

    /// `7.25 ms`.
    static func milliseconds(_ nanoseconds: Int) -> String { String(format: "%.2f ms", Double(nanoseconds) / 1e6) }

    /// `7.25 ms`: exact to a thousandth of its unit.
    static func time(_ nanoseconds: Int) -> String { FrameDuration(nanoseconds: nanoseconds).description }

    /// `7251us`, rounded up: a budget that leaves so much time.
    static func microseconds(_ nanoseconds: Int) -> String { "\((nanoseconds + 999) / 1000)us" }

    /// `+1.4 %`: how far a time is from what was predicted.
    static func deviation(_ measured: Int, from predicted: Int) -> String {
        predicted > 0 ? String(format: "%+.1f %%", 100 * (Double(measured) / Double(predicted) - 1)) : "-"
    }

    /// `47.6%`.
    static func percent(_ part: Int, of whole: Int) -> String {
        whole > 0 ? String(format: "%.1f%%", 100 * Double(part) / Double(whole)) : "-"
    }

    /// `2024-05-01 12:30:00`, in the local time zone.
    static func date(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        return formatter.string(from: date)
    }

    /// `2024-05-01T12:30:00Z`: for programs.
    static func timestamp(_ date: Date) -> String { date.formatted(.iso8601) }

    /// `20 MiB`, `1.5 GiB`.
    static func bytes(_ count: Int) -> String {
        count < 1 << 30
            ? "\(max(1, (count + (1 << 19)) >> 20)) MiB" : "\(count >> 30).\((count >> 20) % 1024 * 10 / 1024) GiB"
    }
}
