import DeltaSearch

/// Key frames in words.
enum KeyFrameText {
    /// `13 of them: every 4 frames (T = 4)`.
    static func line(_ policy: KeyFramePolicy, _ interval: Int, _ count: Int) -> String {
        let grid = "every \(counted(interval, "frame")) (T = \(interval))"
        return switch policy {
        case .fixed: "\(count): \(grid)"
        case .adaptive(let threshold):
            "\(count): \(grid), earlier at cuts (change over \(Quantity.number(threshold)) times the usual), later in still scenes"
        }
    }
}
