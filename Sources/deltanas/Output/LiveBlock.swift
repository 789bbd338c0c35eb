import Experiments
import Foundation

/// Lines on a terminal that are written anew in their place.
struct LiveBlock {
    private var height = 0

    /// Replaces what stands there. Lines are cut to the terminal's width, so that each takes one row.
    mutating func show(_ lines: [String]) {
        let width = max(1, Terminal.width - 1)
        let body = lines.map { $0.printableLine.prefix(width) + "\u{1B}[K\n" }.joined()
        let back = height > 0 ? "\u{1B}[\(height)A" : ""
        Terminal.write(back + body + "\u{1B}[J")
        height = lines.count
    }
}
